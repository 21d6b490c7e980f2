import { util } from "@aws-appsync/utils";

/** The response header fields of draft-ietf-httpapi-ratelimit-headers-11. Both are lists of structured fields (RFC 9651). */

/** A limit that is always there (section 3). */
export interface Policy {
  /** In small letters, digits and hyphens. */
  name: string;
  quota: number;
  /** Seconds; null where the window is no fixed time. */
  window: number | null;
}

/** What is left of a limit now (section 4). */
export interface ServiceLimit {
  /** The policy's. */
  name: string;
  remaining: number;
  /** Seconds until the window ends. */
  resetsIn: number;
}

/**
 * Sets `RateLimit-Policy` and `RateLimit`. Where an operation sets them more than once, the last wins. They may be lost where the field ends
 * with an error (docs/aws-differences.md), so the payload and `errorInfo` say the same.
 */
export function setRateLimit(policies: Policy[], limits: ServiceLimit[]): void {
  util.http.addResponseHeaders({
    "RateLimit-Policy": policies
      .map(({ name, quota, window }) => `"${name}";q=${quota}${window === null ? "" : `;w=${window}`}`)
      .join(", "),
    RateLimit: limits.map(({ name, remaining, resetsIn }) => `"${name}";r=${remaining};t=${resetsIn}`).join(", "),
  });
}
