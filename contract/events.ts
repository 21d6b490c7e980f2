import type { Channel } from "./send-request.ts";

/**
 * Audit events (S33): each change of a token, a known device, an account or an API client is one, made of the tables' streams. The closed list of their
 * types, and what each says. docs/reference/events.md is generated from this file and event-fields.ts. None holds a code, a whole address or
 * number, or a MAC.
 */

/** How one type of event is documented. */
export interface EventDescription {
  when: string;
  result: EventResult;
  /** What it says beside what every event does. */
  fields: readonly DetailField[];
}

/** Whether what the event is about went the way it was meant to. */
export type EventResult = "SUCCESS" | "FAILURE";

const OTP = ["tokenId", "purpose", "channel", "destination", "knownDevice", "test"] as const;
const DEVICE = ["deviceId", "expiresAt", "test"] as const;
const ACCOUNT = ["channel", "destination"] as const;
const CLIENT = ["clientId", "name", "status"] as const;

export const EVENTS = {
  "otp.requested": {
    when: "A token was issued, or its code was to be sent again (`resent`).",
    result: "SUCCESS",
    fields: [...OTP, "resent", "expiresAt", "replacedTokenId"],
  },
  "otp.sent": { when: "The message was handed to SNS or SES.", result: "SUCCESS", fields: OTP },
  "otp.failed": {
    when: "SNS or SES did not take the message, or their answer was lost.",
    result: "FAILURE",
    fields: OTP,
  },
  "otp.withdrawn": {
    when: "No message was made: the destination is not allowed, or the send function was never called. Nothing is counted.",
    result: "FAILURE",
    fields: OTP,
  },
  "otp.verified": { when: "A guess was right.", result: "SUCCESS", fields: [...OTP, "repeated"] },
  "otp.rejected": {
    when: "A guess was wrong.",
    result: "FAILURE",
    fields: [...OTP, "repeated", "attemptsRemaining", "budgetSpent"],
  },
  "otp.canceled": {
    when: "A token was cancelled: by its owner, a backend, or an `operator`.",
    result: "SUCCESS",
    fields: OTP,
  },
  "messages.exhausted": {
    when: "A subject's messages of the day were used up: those that everybody shares, or those of a known device.",
    result: "FAILURE",
    fields: ["knownDevice", "day"],
  },
  "device.added": { when: "A verification made a known device.", result: "SUCCESS", fields: DEVICE },
  "device.renewed": {
    when: "A known device was used again, and made to last longer.",
    result: "SUCCESS",
    fields: DEVICE,
  },
  "device.handed_over": {
    when: "An `operator` made a device of one hour for somebody who was kept out.",
    result: "SUCCESS",
    fields: DEVICE,
  },
  "device.removed": {
    when: "A device was taken off the list. One that has expired is taken off at the person's next change.",
    result: "SUCCESS",
    fields: ["deviceId", "reason", "test"],
  },
  "account.password_changed": {
    when: "A password was reset by a code, and everybody signed out.",
    result: "SUCCESS",
    fields: [...ACCOUNT, "held"],
  },
  "account.contact_changed": {
    when: "A user's address or number was changed, and everybody signed out.",
    result: "SUCCESS",
    fields: ACCOUNT,
  },
  "account.hold_lifted": {
    when: "A second factor by another address or number ended the hold that a password reset had left.",
    result: "SUCCESS",
    fields: [],
  },
  "client.created": { when: "An API client was registered.", result: "SUCCESS", fields: CLIENT },
  "client.activation_requested": {
    when: "Another activation code was asked for, and the one before made void.",
    result: "SUCCESS",
    fields: CLIENT,
  },
  "client.activation_sent": {
    when: "An activation code was made, and its e-mail handed to SES.",
    result: "SUCCESS",
    fields: CLIENT,
  },
  "client.activated": {
    when: "An API client was activated, and told its secret.",
    result: "SUCCESS",
    fields: CLIENT,
  },
  "client.secret_rotated": {
    when: "An API client was given another secret.",
    result: "SUCCESS",
    fields: [...CLIENT, "previousValidUntil"],
  },
  "client.updated": {
    when: "Fields of an API client were changed.",
    result: "SUCCESS",
    fields: [...CLIENT, "changed"],
  },
  "client.revoked": { when: "An API client was revoked.", result: "SUCCESS", fields: CLIENT },
} as const satisfies Record<string, EventDescription>;

export type EventType = keyof typeof EVENTS;

/** Why a device was taken off the list. */
export type RemovalReason = "FORGOTTEN" | "DISPLACED" | "EXPIRED";

/** What every event says. */
export interface EventHead {
  /** The same for the same change, however often it is delivered: whoever has seen it drops it. 32 hex digits. */
  id: string;
  type: EventType;
  /** When it was written, in UTC, to the second. */
  time: string;
  result: EventResult;
  tenant: string;
  /** The person; null for events about API clients. */
  subject: string | null;
  /** The operator who did it for somebody else, by their `sub`; null where nobody did. */
  operator: string | null;
}

/** What events about tokens say. */
export interface OtpDetail {
  tokenId: string;
  purpose: string;
  channel: Channel;
  /** Masked, as `OtpToken.destination`. */
  destination: string;
  /** Whether it is in the lane of a known device. */
  knownDevice: boolean;
  /** Whether it is one of the test mode, whose code the settings fix. */
  test: boolean;
}

/** What an event says beside its head, by its type. */
export type EventDetail =
  | (OtpDetail & { type: "otp.requested"; resent: boolean; expiresAt: string; replacedTokenId: string | null })
  | (OtpDetail & { type: "otp.sent" | "otp.failed" | "otp.withdrawn" | "otp.canceled" })
  | (OtpDetail & { type: "otp.verified"; repeated: boolean })
  | (OtpDetail & { type: "otp.rejected"; repeated: boolean; attemptsRemaining: number; budgetSpent: boolean })
  | { type: "messages.exhausted"; knownDevice: boolean; day: string }
  | {
      type: "device.added" | "device.renewed" | "device.handed_over";
      deviceId: string;
      expiresAt: string;
      test: boolean;
    }
  | { type: "device.removed"; deviceId: string; reason: RemovalReason; test: boolean }
  | { type: "account.password_changed"; channel: Channel; destination: string; held: boolean }
  | { type: "account.contact_changed"; channel: Channel; destination: string }
  | { type: "account.hold_lifted" }
  | { type: ClientEventType; clientId: string; name: string; status: string }
  | { type: "client.updated"; clientId: string; name: string; status: string; changed: string[] }
  | {
      type: "client.secret_rotated";
      clientId: string;
      name: string;
      status: string;
      previousValidUntil: string | null;
    };

/** What those events that have certain fields say beside them. */
export type DetailBeside<Fields extends string> = EventDetail extends infer Each
  ? Each extends Record<Fields, unknown>
    ? Omit<Each, Fields>
    : never
  : never;

type ClientEventType =
  | "client.created"
  | "client.activation_requested"
  | "client.activation_sent"
  | "client.activated"
  | "client.revoked";

/** The fields that only some types have. */
export type DetailField = Exclude<
  EventDetail extends infer Each ? (Each extends unknown ? keyof Each : never) : never,
  "type"
>;

/** An event as EventBridge carries it in `detail`, as the local feed lists it, and as webhooks sign it. */
export type AuditEvent = EventHead & EventDetail;

/** EventBridge's `source`. Its `detail-type` is the event's type. */
export const EVENT_SOURCE = "appsync-otp";

/** The most entries that one call of PutEvents takes. */
export const PUT_EVENTS_LIMIT = 10;
