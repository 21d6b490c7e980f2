// Generated from contract/errors.ts by `npm run docs`.

/** Why a field of the input cannot be used. */
export type Reason =
  /** The field is missing, and this caller has to give it. */
  | "REQUIRED"
  /** The number or the length is outside the bounds that the message names. */
  | "OUT_OF_RANGE"
  /** The text does not have the form that the message describes. */
  | "MALFORMED"
  /** The text has more characters than the message names. */
  | "TOO_LONG"
  /** The value has more bytes than the message names. */
  | "TOO_LARGE"
  /** The request selects more fields of the answer than the message names; `field` is `selection`. */
  | "TOO_MANY_FIELDS"
  /** The purpose, country or tenant is not one of the configured ones, or the site not one of the tenant's. */
  | "UNKNOWN"
  /** The purpose has a mutation of its own: nobody can request a code for it. */
  | "RESERVED"
  /** The list names something twice. */
  | "REPEATED"
  /** Signed-in users leave the destination out: their verified claims are used. */
  | "NOT_YOURS_TO_NAME"
  /** The ID token has no verified claim for this channel, or the call came with an access token, which has none: the message says which. */
  | "NO_VERIFIED_DESTINATION"
  /** The password was reset by this address or number. Its codes are no second factor until a code to the user's other one was verified. */
  | "HELD"
  /** Another user signs in by this address. */
  | "TAKEN"
  /** The tenant may not request codes for this purpose. */
  | "NOT_FOR_THIS_TENANT"
  /** Only backends may give this field. */
  | "BACKENDS_ONLY"
  /** Only backends and operators may give this field. */
  | "NOT_FOR_USERS"
  /** The destination has a fixed code, of another form than was asked for: the message says of which. */
  | "TEST_CODE"
  /** The message does not hold `{code}` exactly once. */
  | "NO_CODE"
  /** Signed-in users may use only letters and spaces here. */
  | "LETTERS_ONLY"
  /** The text holds a URL, or something that is read as one. */
  | "URL"
  /** The code has a character that no code has. */
  | "CHARACTERS"
  /** The code has fewer or more characters than any code. */
  | "LENGTH"
  /** The password does not keep to the user pool's policy, which the message says, or was used before. */
  | "PASSWORD_POLICY"
  /** No such phone number can exist. */
  | "NOT_A_PHONE_NUMBER"
  /** The phone number is not in its normal E.164 form. */
  | "NOT_NORMAL_FORM"
  /** The text is not an e-mail address. */
  | "NOT_AN_EMAIL_ADDRESS";

/** What limits messages. */
export type LimitName =
  /** A message of this subject and purpose is being sent, or was sent a moment ago. */
  | "COOLDOWN"
  /** All messages of the token are used; another token is issued in its last minute. */
  | "TOKEN"
  /** The subject's messages of the quarter of an hour, or of the day, are used. */
  | "SUBJECT"
  /** The destination's messages of the quarter of an hour, or of the day, are used. */
  | "DESTINATION"
  /** The messages that the visitor's address may cause in the quarter of an hour, or in the day, are used. */
  | "VISITOR_ADDRESS"
  /** The messages that the visitor's device may cause in the quarter of an hour, or in the day, are used. */
  | "VISITOR_DEVICE"
  /** The messages that the tenant may send in a day are used. */
  | "TENANT"
  /** The activation codes that the operator may have sent in the day (UTC) are used. */
  | "ACTIVATIONS";

/** The `errorInfo` of each type of error. */
export interface ErrorInfo {
  /** A field of the input cannot be used as it is. */
  InvalidInput: {
    /** The input's field, e.g. `transaction.payee`. */
    field: string;
    /** One of the reasons below. */
    reason: Reason;
  };
  /** A limit on messages is reached. */
  Throttled: {
    /** One of the limits below. */
    limit: LimitName;
    /** Whole seconds until the limit lets a message pass. */
    retryAfterSeconds: number;
  };
  /** The settings do not allow messages to this number: its country, its prefix or its kind. */
  DestinationNotAllowed: null;
  /** The message could not be made or handed over. Where it may still arrive, the token exists and is counted, and a late message verifies. */
  DeliveryFailed: {
    /** Whether the next try may succeed. */
    retryable: boolean;
    /** From `createApiClient` and `resendApiClientActivation`: the client, which exists. */
    id: string | undefined;
  };
  /** The idempotency key was used before, with other input. */
  IdempotencyMismatch: {
    /** Always `idempotencyKey`. */
    field: string;
  };
  /** Another call changed the same token at the same time, or the table was busy. */
  Conflict: null;
  /** What the call names is not there, or not for this caller: a token that has ended, an unknown device or API client, an activation that does not count. */
  NotFound: null;
  /** The call needs a `stepUpToken` of this caller, session and purpose, and had none, one that is too old, or one from before the devices were forgotten. */
  SecondFactorRequired: {
    /** The purpose for which a code has to be verified: `operator` or `manage-account`. */
    purpose: string;
    /** For how many seconds after the verification the token counts. */
    withinSeconds: number;
  };
  /** The service, or a service that it calls, failed. The cause is in the service's log and never in the answer. */
  InternalError: {
    /** Identifies the entry in the service's log. */
    requestId: string;
  };
}
