/**
 * The closed lists of what clients can be refused with: error types (`errorType`), reasons (`errorInfo.reason`) and limits
 * (`errorInfo.limit`). docs/reference/errors.md is generated from this file; AppSync's own types, such as Unauthorized, come beside them. A newer
 * version may add to the lists.
 */

/** How one error type is documented. */
export interface ErrorDescription {
  /** When it is raised. */
  when: string;
  /** The fields of `errorInfo`, each with its meaning; empty when `errorInfo` is null. */
  info: Record<string, string>;
  /** What the caller should do. */
  remedy: string;
}

export const ERRORS = {
  InvalidInput: {
    when: "A field of the input cannot be used as it is.",
    info: { field: "The input's field, e.g. `transaction.payee`.", reason: "One of the reasons below." },
    remedy: "Correct the field. Repeating the same call gives the same error.",
  },
  Throttled: {
    when: "A limit on messages is reached.",
    info: {
      limit: "One of the limits below.",
      retryAfterSeconds: "Whole seconds until the limit lets a message pass.",
    },
    remedy: "Call again after `retryAfterSeconds`.",
  },
  DestinationNotAllowed: {
    when: "The settings do not allow messages to this number: its country, its prefix or its kind.",
    info: {},
    remedy: "Use another destination or channel.",
  },
  DeliveryFailed: {
    when: "The message could not be made or handed over. Where it may still arrive, the token exists and is counted, and a late message verifies.",
    info: {
      retryable: "Whether the next try may succeed.",
      id: "From `createApiClient` and `resendApiClientActivation`: the client, which exists.",
    },
    remedy:
      "Call `requestOtp` again, at once if `retryable` is true; else use another destination or channel. A client needs `resendApiClientActivation`.",
  },
  IdempotencyMismatch: {
    when: "The idempotency key was used before, with other input.",
    info: { field: "Always `idempotencyKey`." },
    remedy: "Use a new key for a new call, and the same input for a repeated one.",
  },
  Conflict: {
    when: "Another call changed the same token at the same time, or the table was busy.",
    info: {},
    remedy: "Call again: it is safe.",
  },
  NotFound: {
    when:
      "What the call names is not there, or not for this caller: a token that has ended, an unknown device or API client, an activation " +
      "that does not count.",
    info: {},
    remedy: "Nothing is left to cancel, to forget or to change.",
  },
  SecondFactorRequired: {
    when:
      "The call needs a `stepUpToken` of this caller, session and purpose, and had none, one that is too old, or one from before the " +
      "devices were forgotten.",
    info: {
      purpose: "The purpose for which a code has to be verified: `operator` or `manage-account`.",
      withinSeconds: "For how many seconds after the verification the token counts.",
    },
    remedy: "Verify a code for that purpose, select `stepUpToken`, and call again with it.",
  },
  InternalError: {
    when: "The service, or a service that it calls, failed. The cause is in the service's log and never in the answer.",
    info: { requestId: "Identifies the entry in the service's log." },
    remedy: "Call again; if it goes on, give the operator the `requestId`.",
  },
} as const satisfies Record<string, ErrorDescription>;

export type ErrorType = keyof typeof ERRORS;

/** Why a field of the input cannot be used. */
export const REASONS = {
  REQUIRED: "The field is missing, and this caller has to give it.",
  OUT_OF_RANGE: "The number or the length is outside the bounds that the message names.",
  MALFORMED: "The text does not have the form that the message describes.",
  TOO_LONG: "The text has more characters than the message names.",
  TOO_LARGE: "The value has more bytes than the message names.",
  TOO_MANY_FIELDS: "The request selects more fields of the answer than the message names; `field` is `selection`.",
  UNKNOWN: "The purpose, country or tenant is not one of the configured ones, or the site not one of the tenant's.",
  RESERVED: "The purpose has a mutation of its own: nobody can request a code for it.",
  REPEATED: "The list names something twice.",
  NOT_YOURS_TO_NAME: "Signed-in users leave the destination out: their verified claims are used.",
  NO_VERIFIED_DESTINATION:
    "The ID token has no verified claim for this channel, or the call came with an access token, which has none: the message says which.",
  HELD: "The password was reset by this address or number. Its codes are no second factor until a code to the user's other one was verified.",
  TAKEN: "Another user signs in by this address.",
  NOT_FOR_THIS_TENANT: "The tenant may not request codes for this purpose.",
  BACKENDS_ONLY: "Only backends may give this field.",
  NOT_FOR_USERS: "Only backends and operators may give this field.",
  TEST_CODE: "The destination has a fixed code, of another form than was asked for: the message says of which.",
  NO_CODE: "The message does not hold `{code}` exactly once.",
  LETTERS_ONLY: "Signed-in users may use only letters and spaces here.",
  URL: "The text holds a URL, or something that is read as one.",
  CHARACTERS: "The code has a character that no code has.",
  LENGTH: "The code has fewer or more characters than any code.",
  PASSWORD_POLICY: "The password does not keep to the user pool's policy, which the message says, or was used before.",
  NOT_A_PHONE_NUMBER: "No such phone number can exist.",
  NOT_NORMAL_FORM: "The phone number is not in its normal E.164 form.",
  NOT_AN_EMAIL_ADDRESS: "The text is not an e-mail address.",
} as const;

export type Reason = keyof typeof REASONS;

/** The reasons that the send function finds out. */
export type DestinationReason = Extract<Reason, "NOT_A_PHONE_NUMBER" | "NOT_NORMAL_FORM" | "NOT_AN_EMAIL_ADDRESS">;
export type SendReason = DestinationReason | Extract<Reason, "URL">;

/** What limits messages. The longest wait is the one that is answered. */
export const LIMIT_NAMES = {
  COOLDOWN: "A message of this subject and purpose is being sent, or was sent a moment ago.",
  TOKEN: "All messages of the token are used; another token is issued in its last minute.",
  SUBJECT: "The subject's messages of the quarter of an hour, or of the day, are used.",
  DESTINATION: "The destination's messages of the quarter of an hour, or of the day, are used.",
  VISITOR_ADDRESS:
    "The messages that the visitor's address may cause in the quarter of an hour, or in the day, are used.",
  VISITOR_DEVICE:
    "The messages that the visitor's device may cause in the quarter of an hour, or in the day, are used.",
  TENANT: "The messages that the tenant may send in a day are used.",
  ACTIVATIONS: "The activation codes that the operator may have sent in the day (UTC) are used.",
} as const;

export type LimitName = keyof typeof LIMIT_NAMES;

/** How the line begins that a step logs for each error; its type and `errorInfo` follow. Metrics count these lines. */
export const ERROR_LINE = "refused";

/**
 * Two messages that alarms look for in the API's log, where AppSync writes the errors that it answers: that of every InternalError, and
 * that of a DeliveryFailed whose send function could not be called or gave no answer. No other error has them.
 */
export const MASKED_MESSAGE = "something went wrong on our side";
export const UNREACHED_MESSAGE = "the message could not be handed over";
