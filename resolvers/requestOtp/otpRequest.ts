import { util } from "@aws-appsync/utils";
import { type Alphabet, MAX_CODE_LENGTH, MIN_CODE_LENGTH } from "../../contract/codes.ts";
import { EMAIL_PATTERN, MAX_EMAIL_LENGTH } from "../../contract/email.ts";
import { mailboxOf } from "../../contract/mailbox.ts";
import type { Channel } from "../../contract/send-request.ts";
import type { Transaction } from "../../contract/transaction.ts";
import { type Caller, subjectOf } from "../shared/caller.ts";
import { invalidInput } from "../shared/errors.ts";
import { allPurposes, destinations, PASSWORD_RESET } from "../shared/settings.ts";
import { checkTransaction } from "../shared/transaction.ts";
import { checkIdempotencyKey, isGiven, isPrintable } from "../shared/validation.ts";

/** `RequestOtpInput` as it arrives: `data` is parsed already. */
export interface RequestOtpInput {
  channel: Channel;
  purpose?: string | null;
  subject?: string | null;
  destination?: string | null;
  locale?: string | null;
  codeLength?: number | null;
  alphabet?: Alphabet | null;
  message?: string | null;
  data?: unknown;
  transaction?: Transaction | null;
  idempotencyKey?: string | null;
  deviceToken?: string | null;
}

/** A valid request: the input, with the caller's identity and the defaults filled in. */
export interface OtpRequest {
  tenant: string;
  subject: string;
  purpose: string;
  channel: Channel;
  destination: string;
  /** The name under which the destination's messages are counted. */
  mailbox: string;
  locale: string | null;
  codeLength: number;
  alphabet: Alphabet;
  message: string | null;
  /** JSON text; null when there is none. */
  data: string | null;
  transaction: Transaction | null;
  /** Stands for `data` and `message`: `<key version>:<MAC>`, which the step macFingerprint puts here if there is either. */
  fingerprint: string | null;
  idempotencyKey: string | null;
}

const MAX_MESSAGE = 480;
const MAX_DATA = 2_048;
const DEFAULT_LENGTH = 6;

/** Reads and checks the input. A wrong one ends the field with an error that names the input's field and what would be right. */
export function readOtpRequest(caller: Caller, input: RequestOtpInput): OtpRequest {
  const { channel, locale, codeLength, alphabet, transaction, idempotencyKey } = input;
  const length = codeLength ?? DEFAULT_LENGTH;
  if (length < MIN_CODE_LENGTH || length > MAX_CODE_LENGTH) invalidInput("codeLength", "OUT_OF_RANGE", "6 to 16");
  if (isGiven(locale) && !util.matches("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}\\z", locale as string)) {
    invalidInput("locale", "MALFORMED", "a language tag like de or de-AT");
  }
  checkIdempotencyKey(idempotencyKey);
  if (transaction) checkTransaction(transaction, caller);
  const subject = subjectOf(caller, input.subject, false);
  const purpose = checkedPurpose(input.purpose ?? "login");
  const destination =
    caller.kind === "backend" ? checkedDestination(channel, input.destination) : verifiedClaim(caller, input);
  return {
    tenant: caller.tenant,
    subject,
    purpose,
    channel,
    destination,
    mailbox: mailboxOf(destination, destinations.email),
    locale: locale ?? null,
    codeLength: length,
    alphabet: alphabet ?? "NUMERIC",
    message: checkedMessage(caller, input.message),
    data: jsonOf(input.data),
    transaction: transaction ?? null,
    fingerprint: null,
    idempotencyKey: idempotencyKey ?? null,
  };
}

function checkedPurpose(purpose: string): string {
  if (purpose === PASSWORD_RESET) invalidInput("purpose", "RESERVED", "password-reset is reserved");
  const known = allPurposes().filter((name) => name !== PASSWORD_RESET);
  if (known.indexOf(purpose) < 0) invalidInput("purpose", "UNKNOWN", `one of ${known.join(", ")}`);
  return purpose;
}

/** Gives a signed-in user's own destination: the one that the pool has verified, never one that a client sends. */
function verifiedClaim(caller: Caller, { channel, destination }: RequestOtpInput): string {
  if (isGiven(destination))
    invalidInput("destination", "NOT_YOURS_TO_NAME", "users leave it out: their verified claims are used");
  const { email, email_verified, phone_number, phone_number_verified } = caller.claims;
  const [claim, verified] = channel === "SMS" ? [phone_number, phone_number_verified] : [email, email_verified];
  if (!claim || (verified !== true && verified !== "true")) {
    invalidInput("channel", "NO_VERIFIED_DESTINATION", "the ID token has no verified claim for this channel");
  }
  return checkedDestination(channel, claim);
}

function checkedDestination(channel: Channel, destination: string | null | undefined): string {
  if (!destination) invalidInput("destination", "REQUIRED", "backends must say where the message goes");
  const address = destination as string;
  if (channel === "SMS") {
    if (!util.matches("^\\+[1-9][0-9]{6,14}\\z", address)) {
      invalidInput("destination", "MALFORMED", "an E.164 number like +12025550123");
    }
    return address;
  }
  if (address.length > MAX_EMAIL_LENGTH || !util.matches(`^${EMAIL_PATTERN}\\z`, address)) {
    invalidInput("destination", "MALFORMED", "an e-mail address like user@example.com");
  }
  // RFC 5321 leaves the case of names to the provider; no provider is known to tell two people apart by it.
  return address.toLowerCase();
}

function checkedMessage(caller: Caller, message: string | null | undefined): string | null {
  if (message === null || message === undefined) return null;
  if (caller.kind !== "backend") invalidInput("message", "BACKENDS_ONLY", "only backends may give a text of their own");
  if (message.length > MAX_MESSAGE) invalidInput("message", "TOO_LONG", `at most ${MAX_MESSAGE} characters`);
  if (!isPrintable(message)) invalidInput("message", "MALFORMED", "no control characters but tabs and line ends");
  if (message.split("{code}").length !== 2) invalidInput("message", "NO_CODE", "it has to hold {code} exactly once");
  return message;
}

function jsonOf(data: unknown): string | null {
  if (data === null || data === undefined) return null;
  const text = JSON.stringify(data);
  if (bytesOf(text) > MAX_DATA) invalidInput("data", "TOO_LARGE", "at most 2,048 bytes as JSON");
  return text;
}

/** Counts the bytes in UTF-8 by the length of the base64: four characters for three bytes, less the padding. */
function bytesOf(text: string): number {
  const encoded = util.base64Encode(text);
  const padding = encoded.endsWith("==") ? 2 : encoded.endsWith("=") ? 1 : 0;
  return (encoded.length / 4) * 3 - padding;
}
