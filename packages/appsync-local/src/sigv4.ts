/** AWS Signature Version 4, in both directions. */
export * from "./auth/sigv4.ts";
