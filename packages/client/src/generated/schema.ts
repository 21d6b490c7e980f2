// Generated from schema.graphql by `npm run docs`.

/** One of these values, or one of a newer API: a `switch` over it needs a `default`. */
export type Open<Value extends string> = Value | "%future added value";

/** The arguments of `activeTokens`. */
export interface ActiveTokensArguments {
  /** Selects which tokens are listed. */
  filter?: ActiveTokensFilter | null;
  /** The most tokens that a page may hold, from 1 to 100. The list of one subject is a single page, whatever the limit. */
  limit?: number | null;
  /** The `nextToken` of the page before. Leave it out to get the first page. */
  nextToken?: string | null;
}

/** The arguments of `devices`. */
export interface DevicesArguments {
  /** The person whose devices are listed. Backends must give it. Users may name nobody but themselves. */
  subject?: string | null;
  /** The tenant to look in. The default is the caller's own, which is `pool` for users and operators. Only operators may name another. */
  tenant?: string | null;
  /** An operator's `stepUpToken` for the purpose `operator`. It is needed to see the devices of somebody else. */
  stepUpToken?: string | null;
}

/** The arguments of `apiClients`. */
export interface ApiClientsArguments {
  /** The most clients that a page may hold, from 1 to 100. */
  limit?: number | null;
  /** The `nextToken` of the page before. Leave it out to get the first page. */
  nextToken?: string | null;
  /** The operator's `stepUpToken` for the purpose `operator`, verified in the last 15 minutes. */
  stepUpToken?: string | null;
}

/** How a code is delivered. New values may be added: treat one that you do not know as some other channel. */
export type Channel =
  /** A text message to an E.164 number. */
  | "SMS"
  /** An e-mail. It does not count as an out-of-band factor (NIST SP 800-63B-4, section 3.1.3.1). */
  | "EMAIL";

/** The characters that a code is made of. New values may be added. */
export type Alphabet =
  /** The ten decimal digits. */
  | "NUMERIC"
  /** Crockford's base32, which has no I, L, O and U. A code may be typed in lower case, and with O for 0 or with I or L for 1. */
  | "ALPHANUMERIC";

/** The input of `requestOtp`. Each subject has at most one live code for each purpose. */
export interface RequestOtpInput {
  /** How to deliver the code. */
  channel: Channel;
  /** What the code is for: one of the purposes in the settings. */
  purpose?: string | null;
  /**
   * The person that the code is for, in 1 to 256 characters. Backends must name their own permanent id of that person, never something
   * that was typed, because each spelling has a guess budget of its own. Signed-in users leave it out.
   */
  subject?: string | null;
  /**
   * Where to send the code: a phone number in E.164 form, or an e-mail address, whose domain may be beyond ASCII. Backends must give it. Users leave it out: the verified phone
   * number or e-mail address of their ID token is used.
   */
  destination?: string | null;
  /**
   * The language of the message, as a BCP 47 tag. The nearest language of the settings is used, and the first one where none is near or the text
   * is no tag.
   */
  locale?: string | null;
  /** The number of characters in the code, from 6 to 16. Six is the default. */
  codeLength?: number | null;
  /** The characters that the code is made of. */
  alphabet?: Alphabet | null;
  /** A message text of the caller's own, of up to 480 characters, that contains {code} exactly once. Only backends may give it. */
  message?: string | null;
  /** JSON of up to 2,048 bytes and 400 levels, which the successful `verifyOtp` returns. Its numbers are doubles: write longer ones as strings. */
  data?: string | null;
  /** The payment that the code confirms. The message shows it, and the code is bound to it. Some tenants have to give it. */
  transaction?: TransactionInput | null;
  /**
   * The host of the site that may fill in the code of an SMS, one of the tenant's own; the tenant's first is the default. Like the language, it is
   * no part of the token.
   */
  site?: string | null;
  /**
   * Makes the request safe to repeat: the same key with the same input returns the same token and sends nothing, until a day after the token
   * expires. Each subject and purpose remembers its last four keys, and so does each known device. Use a random key, such as a UUID, for each
   * request. A known device finds a key of the common lane, too, as long as that key's token is of use.
   */
  idempotencyKey?: string | null;
  /**
   * The `deviceToken` that an earlier `verifyOtp` gave this client for this person. It selects the device's own lane: tokens, guesses and
   * messages that nobody without it can use up. A device token that is unknown, expired, forgotten or another person's is ignored; the
   * payload's `knownDevice` says so. It is not part of the input that an idempotency key stands for. Send it in a variable, never in the text
   * of the query.
   */
  deviceToken?: string | null;
  /**
   * What a backend knows of the visitor who causes the message. It counts beside the other limits, unless the request uses a known device's lane.
   * Only backends may give it. It is not part of the input that an idempotency key stands for.
   */
  visitor?: VisitorInput | null;
}

/**
 * What a backend knows of its visitor. Each part has a limit of its own within the tenant, and neither is ever stored: what is kept for a few days
 * is the count, under a name that only the service's key makes of it. Send both in variables, never in the text of the query.
 */
export interface VisitorInput {
  /**
   * The IPv4 or IPv6 address that the visitor's connection comes from, in any standard text form, without port, brackets or zone. An IPv6 address
   * counts by its first 64 bits, and one that stands for an IPv4 address as that one.
   */
  address?: string | null;
  /** What the backend names the visitor's browser or phone by, such as the value of a cookie, in 1 to 256 characters. */
  device?: string | null;
}

/** A payment, as the message shows it to the payer. Changing any part of it invalidates the code. */
export interface TransactionInput {
  /**
   * The amount, in 1 to 24 characters: digits of one script, and between them points, commas, apostrophes and spaces, also those that do not
   * break. Users may only give a single number, such as 12.50, 1,234.50, 1 234,50 or 1234 (docs/accepted.md).
   */
  amount: string;
  /** The currency, as the three capital letters of ISO 4217. */
  currency: string;
  /** Who is paid, in 1 to 64 characters and without a URL. Users may only give letters and spaces. */
  payee: string;
}

/** The input of `verifyOtp`: a guess at a code. */
export interface VerifyOtpInput {
  /** The token id returned by `requestOtp`. */
  id: string;
  /** The code as it was typed or pasted. Digits of any script count, and what is neither letter nor digit is ignored: spaces, dashes, line ends. */
  code: string;
  /** The same subject as in `requestOtp`. Backends must give it. */
  subject?: string | null;
  /** The same transaction as in `requestOtp`, if there was one. */
  transaction?: TransactionInput | null;
  /**
   * Makes the call safe to repeat: the key and the code of the last guess return the same answer, and a wrong guess is not charged again. Use a
   * random key, such as a UUID, for each guess.
   */
  idempotencyKey?: string | null;
}

/** The input of `requestContactChange`: the new address or number. */
export interface RequestContactChangeInput {
  /** How to deliver the code, and which of the two is changed: `EMAIL` the address, `SMS` the number. */
  channel: Channel;
  /** The new e-mail address, or the new number in E.164 form like `+12025550123`. */
  destination: string;
  /** The language of the message, as a language tag like `de` or `de-AT`. */
  locale?: string | null;
  /** Makes the call safe to repeat: the same key with the same input sends nothing again. 1 to 128 characters. */
  idempotencyKey?: string | null;
  /** The user's `stepUpToken` for `manage-account`, of this session. Send it in a variable, never in the text of the query. */
  stepUpToken?: string | null;
}

/** The input of `confirmContactChange`: a guess at a code. */
export interface ConfirmContactChangeInput {
  /** The token id returned by `requestContactChange`. */
  id: string;
  /** The code as it was typed. Spaces and hyphens are ignored. */
  code: string;
  /**
   * Makes the call safe to repeat: with the same key, id and code it is answered as the first time, or goes on where that one failed. 1 to 128
   * characters.
   */
  idempotencyKey?: string | null;
  /** The user's `stepUpToken` for `manage-account`, of this session. Send it in a variable, never in the text of the query. */
  stepUpToken?: string | null;
}

/** The input of `cancelOtp`: the token to cancel. */
export interface CancelOtpInput {
  /** The token id returned by `requestOtp`. */
  id: string;
  /** The person that the code is for. Backends must give it, and so must operators if the token is not their own. */
  subject?: string | null;
  /** The tenant to look in. The default is the caller's own, which is `pool` for users and operators. Only operators may name another. */
  tenant?: string | null;
  /** An operator's `stepUpToken` for the purpose `operator`. It is needed to cancel somebody else's token. */
  stepUpToken?: string | null;
}

/** The input of `forgetDevices`: the devices to forget. */
export interface ForgetDevicesInput {
  /** The id of the device to forget, as `devices` lists it. Leave it out to forget all of them. */
  id?: string | null;
  /** The person whose devices they are. Backends must give it, and so must operators if the devices are not their own. */
  subject?: string | null;
  /** The tenant to look in. The default is the caller's own, which is `pool` for users and operators. Only operators may name another. */
  tenant?: string | null;
  /**
   * A `stepUpToken` of this person and session for the purpose `manage-account`, from the last 10 minutes. Operators who act for somebody else
   * give their own for the purpose `operator`, from the last 15 minutes. Without a valid one the call fails with `SecondFactorRequired`.
   */
  stepUpToken?: string | null;
}

/** The input of `unlockSubject`: the person to help. */
export interface UnlockSubjectInput {
  /** The person to help. */
  subject: string;
  /** The person's tenant. The default is `pool`. */
  tenant?: string | null;
  /** The operator's `stepUpToken` for the purpose `operator`, from the last 15 minutes. Without a valid one the call fails with `SecondFactorRequired`. */
  stepUpToken?: string | null;
}

/** The filter of `activeTokens`: the tokens to list. */
export interface ActiveTokensFilter {
  /** Lists only the tokens of this subject. Users may name nobody but themselves. */
  subject?: string | null;
  /** The tenant to look in. The default is the caller's own, which is `pool` for users and operators. Only operators may name another. */
  tenant?: string | null;
  /** Also lists the tokens of the known device that this `deviceToken` belongs to. Users see them in no other way. */
  deviceToken?: string | null;
  /** Also lists the tokens of all known devices. Only backends and operators may ask for it. */
  includeDevices?: boolean | null;
  /** An operator's `stepUpToken` for the purpose `operator`. It is needed to see the tokens of others, and those of all known devices. */
  stepUpToken?: string | null;
}

/** The input of `createApiClient`. */
export interface CreateApiClientInput {
  /** What operators call the client, in 1 to 64 characters. Its e-mails say it. */
  name: string;
  /** Where the activation code is sent. */
  email: string;
  /** What the client may request codes for: purposes of the settings, or those that step up. */
  purposes: Array<string>;
  /**
   * The messages that the client may send in a day (UTC), over all its subjects: from 1 to 1,000,000. A fifth of them is kept for known devices,
   * so that the limit TENANT of other requests is four fifths.
   */
  dailySends: number;
  /** The countries (ISO 3166) that the client may send SMS to, of those that the settings allow. All of those when it is left out or empty. */
  countries?: Array<string> | null;
  /** The sites and apps that may fill in the client's codes, five at most. None when it is left out. */
  sites?: Array<SiteInput> | null;
  /** Whether every request of the client has to name the payment that its code confirms. False when it is left out. */
  transactionRequired?: boolean | null;
  /**
   * Where the client's events are posted (docs/webhooks.md): an https URL with a host name, not an IP address, of at most 512 characters. On one
   * machine also http to localhost or 127.0.0.1. Nowhere when it is left out.
   */
  webhookUrl?: string | null;
  /** The language of the e-mail, as a BCP 47 tag. The nearest language of the settings is used. */
  locale?: string | null;
  /** The operator's `stepUpToken` for the purpose `operator`, verified in the last 15 minutes. */
  stepUpToken?: string | null;
}

/** A site, and the app that belongs to it. */
export interface SiteInput {
  /** The site whose pages may fill in a code, such as example.com. */
  host: string;
  /** The hash of the Android app that may read a code from its SMS: 11 characters of Base64. */
  androidHash?: string | null;
}

/** The input of `resendApiClientActivation`. */
export interface ResendApiClientActivationInput {
  /** The client's id. */
  id: string;
  /** The language of the e-mail, as a BCP 47 tag. The nearest language of the settings is used. */
  locale?: string | null;
  /** The operator's `stepUpToken` for the purpose `operator`, verified in the last 15 minutes. */
  stepUpToken?: string | null;
}

/** The input of `activateApiClient`. */
export interface ActivateApiClientInput {
  /** The client's id, as the e-mail says it. */
  id: string;
  /** The activation code of the e-mail. Spaces and hyphens are ignored. Send it in a variable, never in the query's text. */
  activationCode: string;
}

/** The input of `requestPasswordReset`. */
export interface RequestPasswordResetInput {
  /** The e-mail address that the account signs in with. Capital and small letters are the same. */
  username: string;
  /**
   * How to deliver the code. It goes to the account's own address or number, if that is verified. An account that has no verified one for this
   * channel is sent nothing.
   */
  channel: Channel;
  /** The language of the message, as a BCP 47 tag. The account's own language is the default; the nearest of the settings is used. */
  locale?: string | null;
  /**
   * The `deviceToken` by which this client is known to the account. It selects a token, guesses and messages that nobody without it can use up. One
   * that is unknown, expired or forgotten is ignored; with another account's, nothing is sent. Send it in a variable, never in the text of the
   * query.
   */
  deviceToken?: string | null;
}

/** The input of `resetPassword`: the code, and the new password. */
export interface ResetPasswordInput {
  /** The id returned by `requestPasswordReset`. */
  id: string;
  /** The same e-mail address as in `requestPasswordReset`. */
  username: string;
  /** The code as it was typed. Spaces and hyphens are ignored, and so is the difference of capital and small letters. */
  code: string;
  /**
   * The new password: at least 12 characters, with a small letter, a capital letter, a digit and a symbol in it, and no space at either end. Send
   * it in a variable, never in the text of the query.
   */
  newPassword: string;
  /**
   * Makes the call safe to repeat: with the same key and code, what is left to do is done, and the answer is the same. Use a random key, such as a
   * UUID, for each guess. Without a key, a code whose answer was lost is used up.
   */
  idempotencyKey?: string | null;
}

/** The input of `rotateApiClientSecret`. */
export interface RotateApiClientSecretInput {
  /** The client's id. */
  id: string;
  /**
   * The seconds for which what the client signs with now goes on to count, beside the new secret: up to 604,800, which is a week. With 0 it ends
   * at once, as it has to where a secret has leaked.
   */
  overlapSeconds: number;
  /** The operator's `stepUpToken` for the purpose `operator`, verified in the last 15 minutes. */
  stepUpToken?: string | null;
}

/** The input of `updateApiClient`. */
export interface UpdateApiClientInput {
  /** The client's id. */
  id: string;
  /** What operators call the client, in 1 to 64 characters. Its e-mails say it. */
  name?: string | null;
  /** Where the activation code is sent. A code that was sent before does not count any more, whatever the address. */
  email?: string | null;
  /** What the client may request codes for: purposes of the settings, or those that step up. */
  purposes?: Array<string> | null;
  /**
   * The messages that the client may send in a day (UTC), over all its subjects: from 1 to 1,000,000. A fifth of them is kept for known devices,
   * so that the limit TENANT of other requests is four fifths.
   */
  dailySends?: number | null;
  /** The countries (ISO 3166) that the client may send SMS to, of those that the settings allow. An empty list stands for all of those. */
  countries?: Array<string> | null;
  /** The sites and apps that may fill in the client's codes, five at most. */
  sites?: Array<SiteInput> | null;
  /** Whether every request of the client has to name the payment that its code confirms. */
  transactionRequired?: boolean | null;
  /**
   * Where the client's events are posted: an https URL with a host name, not an IP address, of at most 512 characters. On one machine also http to
   * localhost or 127.0.0.1. An empty text ends it.
   */
  webhookUrl?: string | null;
  /** The operator's `stepUpToken` for the purpose `operator`, verified in the last 15 minutes. */
  stepUpToken?: string | null;
}

/** The input of `revokeApiClient`. */
export interface RevokeApiClientInput {
  /** The client's id. */
  id: string;
  /** The operator's `stepUpToken` for the purpose `operator`, verified in the last 15 minutes. */
  stepUpToken?: string | null;
}

/** The result of `requestOtp`. */
export interface RequestOtpPayload {
  /** The token whose code was sent: by this request, or by an earlier one with the same idempotency key. */
  token: OtpToken;
  /**
   * Whether `deviceToken` belongs to a known device of the person. If so, the request used the device's own lane, unless its idempotency key
   * was that of an earlier request in the common lane.
   */
  knownDevice: boolean;
  /**
   * Every limit on messages that applies to this request, and what is left of it: the tighter of its time windows. TOKEN is missing where the
   * next request gets another token.
   */
  limits: Array<Limit>;
}

/** The result of `verifyOtp`. */
export interface VerifyOtpPayload {
  /** Whether the code was right and, if it was not, why. */
  status: Open<VerificationStatus>;
  /** Guesses left; 0 for any status but `WRONG_CODE`. */
  attemptsRemaining: number;
  /** The token that was verified; null for any status but `VERIFIED`. */
  token: OtpToken | null;
  /** The `data` that was given to `requestOtp`; null for any status but `VERIFIED`. */
  data: string | null;
  /**
   * The secret by which this client is a known device from now on: keep it for this person, and give it to `requestOtp`. Selecting this field
   * makes the device, or renews it, so select it only for a client that is to be remembered. Null for any status but `VERIFIED`, for purposes
   * that make no devices (the setting `devices.purposes`), and for the third new device in 24 hours. A person has at most four devices. A fifth
   * one displaces one that never came back, or else the one that was unused for longest. A device is known for 90 days from its last use.
   */
  deviceToken: string | null;
  /**
   * The proof of a second factor, for calls that need one. After a code for the purpose `operator` it is valid for 15 minutes, and after
   * `manage-account` for 10. A user's is valid in this session only. Null for any other status or purpose. Send it in a variable, never in the
   * text of the query.
   */
  stepUpToken: string | null;
  /**
   * The proof of this verification for others: a signed JWT of five minutes, which a server checks by the published keys, without a call. Whoever
   * has it can show it, so hand it on to that server only. A repeat by the idempotency key gives the same one. Null for any status but
   * `VERIFIED`, and for the purposes that answer a `stepUpToken`.
   */
  proof: string | null;
}

/** The result of `confirmContactChange`. */
export interface ConfirmContactChangePayload {
  /** Whether the code was right and, if it was not, why. `VERIFIED`: the address or number is the user's verified one. */
  status: Open<VerificationStatus>;
  /** Guesses left; 0 for any status but `WRONG_CODE`. */
  attemptsRemaining: number;
}

/** The result of `cancelOtp`. */
export interface CancelOtpPayload {
  /** The token, whose status is now `CANCELED`. */
  token: OtpToken;
}

/** A known device: a client that has proven a second factor for a person, and was given a `deviceToken`. */
export interface Device {
  /** The id to give to `forgetDevices`. It is of no other use. */
  id: string;
  /** When the code was verified that made it known, or when an operator handed it over. */
  createdAt: string;
  /** When a code was last verified in its lane by a call that selected `deviceToken`. */
  lastUsedAt: string;
  /** When it will be forgotten unless it is used before. */
  expiresAt: string;
}

/** The result of `forgetDevices`. */
export interface ForgetDevicesPayload {
  /** The devices by which the person is still known. */
  devices: Array<Device>;
}

/** The result of `unlockSubject`. */
export interface UnlockSubjectPayload {
  /** The device token to hand over. If a code is verified in its lane and `deviceToken` is selected, the device is known for 90 days from then. */
  deviceToken: string;
  /** When it ends, unless it was renewed by such a code. */
  expiresAt: string;
}

/** A backend outside AWS, which signs its requests with a secret of its own. */
export interface ApiClient {
  /** The client's id. Its tenant is `client:<id>`. */
  id: string;
  /** What operators call the client. */
  name: string;
  /** Where its activation code is sent. */
  email: string;
  /** Whether it can act. */
  status: Open<ApiClientStatus>;
  /** What the client may request codes for. */
  purposes: Array<string>;
  /** The messages that the client may send in a day (UTC), over all its subjects. A fifth of them is kept for known devices. */
  dailySends: number;
  /** The countries (ISO 3166) that the client may send SMS to; empty for all that the settings allow. */
  countries: Array<string>;
  /** The sites and apps that may fill in the client's codes. */
  sites: Array<Site>;
  /** Whether every request of the client has to name the payment that its code confirms. */
  transactionRequired: boolean;
  /** Where the client's events are posted; null for nowhere. */
  webhookUrl: string | null;
  /** When an operator created it. */
  createdAt: string;
  /** When it was activated; null if it was not. */
  activatedAt: string | null;
  /** Until when the activation code that was sent counts; null when there is none that does. */
  activationExpiresAt: string | null;
  /** Until when secrets from before the last rotation count, too; null when there is none that does. */
  previousValidUntil: string | null;
  /** The day (UTC) on which it last signed a request; null before the first. */
  lastUsedOn: string | null;
}

/** The state of an API client. New values may be added: treat one that you do not know as one that cannot act. */
export type ApiClientStatus =
  /** It was created, and not activated yet. */
  | "PENDING"
  /** It can act. */
  | "ACTIVE"
  /** It was ended for good. */
  | "REVOKED";

/** A site, and the app that belongs to it. */
export interface Site {
  /** The site whose pages may fill in a code. */
  host: string;
  /** The hash of the Android app that may read a code from its SMS. */
  androidHash: string | null;
}

/** The result of a change of an API client. */
export interface ApiClientPayload {
  /** The client as it is now. */
  client: ApiClient;
  /** The limit on activation codes, and what the operator has left of it. Empty where the call sends none. */
  limits: Array<Limit>;
}

/** The result of `activateApiClient`. */
export interface ActivateApiClientPayload {
  /** The client, which is active now. */
  client: ApiClient;
  /** Names the client and its secret in the requests that it signs. */
  keyId: string;
  /** The secret, which is told only now: 44 characters. Keep it where nobody but the client reads it. */
  secret: string;
}

/** The result of `requestPasswordReset`. It says nothing about the account, not even whether there is one. */
export interface RequestPasswordResetPayload {
  /** The id to give to `resetPassword`. */
  id: string;
  /** When the code expires, if one was sent. */
  expiresAt: string;
  /** When another message may be requested. */
  resendAfter: string;
}

/** The result of `resetPassword`. */
export interface ResetPasswordPayload {
  /** Whether the code was right, and so the password is changed; if it was not, why. */
  status: Open<VerificationStatus>;
  /** Guesses left; 0 for any status but `WRONG_CODE`. */
  attemptsRemaining: number;
}

/** The result of `rotateApiClientSecret`. */
export interface RotateApiClientSecretPayload {
  /** The client. Its `previousValidUntil` says how long what it signed with before goes on to count. */
  client: ApiClient;
  /** Names the client and its new secret in the requests that it signs. */
  keyId: string;
  /** The new secret, which is told only now: 44 characters. */
  secret: string;
}

/** One page of API clients. */
export interface ApiClientConnection {
  /** The clients of this page. */
  items: Array<ApiClient>;
  /** The value to pass as `nextToken` to get the next page; null on the last page. */
  nextToken: string | null;
}

/** The outcome of a guess. New values may be added: treat one that you do not know as not verified. */
export type VerificationStatus =
  /** The code was right. It cannot be used again. */
  | "VERIFIED"
  /** The code was wrong, and the guess is used up. */
  | "WRONG_CODE"
  /** The token is unknown, expired, cancelled, replaced, already used, or somebody else's. The answer does not tell which. */
  | "EXPIRED"
  /** The token has no guesses left. Once the cooldown is over, another request replaces it. */
  | "ATTEMPTS_EXHAUSTED";

/** The state of a token. New values may be added. */
export type TokenStatus =
  /** The message is being sent. */
  | "SENDING"
  /** The message was handed over for delivery. */
  | "SENT"
  /** The message could not be sent. The code may be requested again at once. */
  | "FAILED"
  /** The code was verified. */
  | "VERIFIED"
  /** The token was cancelled, or replaced by another one. */
  | "CANCELED";

/** A code that was sent to somebody. It shows neither the code nor the full destination. */
export interface OtpToken {
  /** The id of the token. It is opaque, and of no use to anybody but its owner. */
  id: string;
  /** The person that the code is for. */
  subject: string;
  /** What the code is for. */
  purpose: string;
  /** How the code is delivered. */
  channel: Open<Channel>;
  /** The masked destination, such as +1••••••••23 or u•••@example.com. */
  destination: string;
  /** The state of the token. */
  status: Open<TokenStatus>;
  /** The number of characters in the code. It is larger than requested once the guess budget is used up. */
  codeLength: number;
  /** The characters that the code is made of. */
  alphabet: Open<Alphabet>;
  /** Guesses left. Sending the code again does not add any. */
  attemptsRemaining: number;
  /** The number of times that the code can still be sent. */
  sendsRemaining: number;
  /** When the code was first requested. */
  createdAt: string;
  /** When the code expires. From then on `verifyOtp` answers `EXPIRED`. */
  expiresAt: string;
  /** When the code may be requested again. Earlier requests fail with `Throttled`. */
  resendAfter: string;
  /** Whether the settings fix its code, for tests and reviews: then a verification proves nothing of a person. False outside of the test mode. */
  test: boolean;
}

/** A limit on messages, as it is after this request. */
export interface Limit {
  /**
   * What the limit counts: COOLDOWN and TOKEN the messages of the token, SUBJECT those of the lane, DESTINATION those to the address or number,
   * VISITOR_ADDRESS and VISITOR_DEVICE those that the visitor causes, TENANT those of the tenant, and ACTIVATIONS the activation codes of an
   * operator. New names may be added: treat one that you do not know by `remaining` and `resetsAt`. A request that is refused names the same limit
   * in `errorInfo.limit`.
   */
  name: string;
  /** The number of messages that the time window allows. */
  limit: number;
  /** The number of messages left in the time window. */
  remaining: number;
  /** When the time window ends. That of a cooldown may have ended. */
  resetsAt: string;
}

/** One page of tokens. */
export interface OtpTokenConnection {
  /** The tokens of this page. A page can be short or empty even if another one follows. */
  items: Array<OtpToken>;
  /** The value to pass as `nextToken` to get the next page; null on the last page. */
  nextToken: string | null;
}
