import { clientTenant } from "./api-clients.ts";
import type { EventType } from "./events.ts";

/**
 * Webhooks: each audit event of an API client's tenant is posted to the address that an operator set for the client, as a Security Event
 * Token (SET, RFC 8417) over HTTP (RFC 8935). docs/webhooks.md is what receivers read.
 */

/** The `typ` of a SET's header, so that no other JWT is taken for one, nor it for another (RFC 8417, 2.3). */
export const SET_TYPE = "secevent+jwt";

/** The name of an event in the claim `events` of its SET. */
export const eventUri = (type: EventType) => `urn:appsync-otp:event:${type}`;

/** How the tenants of API clients begin, and no others. */
export const WEBHOOK_TENANTS = clientTenant("");

/** The seconds from each failed attempt to the next: fourteen of them come to 24 hours and a quarter. */
export const RETRY_SECONDS = [
  ...[30, 60, 120, 240, 480, 960, 1_920, 3_840, 7_680],
  ...[14_400, 14_400, 14_400, 14_400, 14_400],
];
/** The attempts to deliver an event. After the last it is a dead letter. */
export const MAX_ATTEMPTS = RETRY_SECONDS.length + 1;

/** The events that one run of the function gets, and delivers at once. */
export const WEBHOOK_BATCH = 10;
/** Seconds that a run may take. */
export const WEBHOOK_TIMEOUT = 30;
/** Seconds for which nobody else gets an event that a run has: Lambda wants six times as many as the run may take. */
export const WEBHOOK_HOLD = 6 * WEBHOOK_TIMEOUT;

/** What a receiver may say is wrong with a SET in a 400 (RFC 8935, 2.4). It is the same at each attempt, so there is no other. */
export const SET_ERRORS = [
  "invalid_request",
  "invalid_key",
  "invalid_issuer",
  "invalid_audience",
  "authentication_failed",
  "access_denied",
] as const;
export type SetError = (typeof SET_ERRORS)[number];
