/** What whoever serves the page adds to its files: header fields, and the part of `config.json` that comes from the settings. */

/**
 * The page's Content-Security-Policy: scripts, styles and calls of its own origin and of the user pool, nothing inline, and no text becomes
 * markup or script (Trusted Types).
 *
 * @param userPoolOrigin e.g. `https://cognito-idp.us-east-1.amazonaws.com`
 */
export const contentSecurityPolicy = (userPoolOrigin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${userPoolOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");

/** The header fields of every file of the page, on one machine and on AWS. @param userPoolOrigin as for `contentSecurityPolicy` */
export const pageHeaders = (userPoolOrigin: string) => ({
  "content-security-policy": contentSecurityPolicy(userPoolOrigin),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "otp-credentials=(self), camera=(), geolocation=(), microphone=(), payment=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
});

/** @returns how long a file may be kept: for ever if its name changes with its content */
export const cacheControl = (immutable: boolean) => (immutable ? "public, max-age=31536000, immutable" : "no-cache");

interface PageSettings {
  serviceName: string;
  purposes: string[];
  devices: { purposes: string[] };
  /** The names of backends by their roles. */
  backends: Record<string, string>;
}

/** The fields of `config.json` that the service's settings decide. */
export const configOfSettings = ({ serviceName, purposes, devices, backends }: PageSettings) => ({
  serviceName,
  purposes,
  devicePurposes: devices.purposes,
  tenants: ["pool", ...new Set(Object.values(backends).map((name) => `role:${name}`))],
});
