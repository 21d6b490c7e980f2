import { util } from "@aws-appsync/utils";
import { type Alphabet, MAX_CODE_LENGTH, MIN_CODE_LENGTH } from "../../contract/codes.ts";
import type { Channel } from "../../contract/send-request.ts";
import type { Site } from "../../contract/site.ts";
import type { Transaction } from "../../contract/transaction.ts";
import type { TenantLimits } from "../settings.ts";
import { type Caller, subjectOf } from "../shared/caller.ts";
import { invalidInput } from "../shared/errors.ts";
import { checkedEmail, checkedPurpose, checkIdempotencyKey, isGiven, languageOf } from "../shared/validation.ts";
import { checkLimits, siteOf } from "./tenantLimits.ts";
import type { VisitorInput } from "./visitor.ts";

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
  site?: string | null;
  idempotencyKey?: string | null;
  deviceToken?: string | null;
  visitor?: VisitorInput | null;
}

/**
 * A valid request: the input, with the caller's identity and the defaults filled in. The step macFingerprint, which is the first, fills in the
 * mailbox, and checks the texts and puts them here: message, data, transaction and fingerprint.
 */
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
  /** Stands for `data` and `message`: `<key version>:<MAC>`; null where there is neither. */
  fingerprint: string | null;
  /** The site and app that may fill in the code; null: none. */
  site: Partial<Site> | null;
  idempotencyKey: string | null;
  /** Whether it gets the fixed code of a test destination. readSlot finds it out. */
  test: boolean;
}

const DEFAULT_LENGTH = 6;

/**
 * Reads and checks the input, but for what the first step checks. A wrong one ends the field with an error that names the input's field and
 * what would be right.
 */
export function readOtpRequest(caller: Caller, limits: TenantLimits, input: RequestOtpInput): OtpRequest {
  const { channel, locale, codeLength, alphabet, transaction, idempotencyKey } = input;
  const length = codeLength ?? DEFAULT_LENGTH;
  if (length < MIN_CODE_LENGTH || length > MAX_CODE_LENGTH) invalidInput("codeLength", "OUT_OF_RANGE", "6 to 16");
  checkIdempotencyKey(idempotencyKey);
  const subject = subjectOf(caller, input.subject, false);
  const purpose = checkedPurpose("purpose", input.purpose ?? "login");
  checkLimits(limits, { purpose, transaction });
  const destination =
    caller.kind === "backend"
      ? checkedDestination("destination", channel, input.destination)
      : verifiedClaim(caller, input);
  return {
    tenant: caller.tenant,
    subject,
    purpose,
    channel,
    destination,
    mailbox: "",
    locale: languageOf(locale),
    codeLength: length,
    alphabet: alphabet ?? "NUMERIC",
    message: null,
    data: null,
    transaction: null,
    fingerprint: null,
    site: siteOf(limits, input.site),
    idempotencyKey: idempotencyKey ?? null,
    test: false,
  };
}

/** Gives a signed-in user's own destination: the one that the pool has verified, never one that a client sends. */
function verifiedClaim(caller: Caller, { channel, destination }: RequestOtpInput): string {
  if (isGiven(destination))
    invalidInput("destination", "NOT_YOURS_TO_NAME", "users leave it out: their verified claims are used");
  if (caller.claims.token_use !== "id") {
    invalidInput(
      "channel",
      "NO_VERIFIED_DESTINATION",
      "send the ID token: an access token has no verified e-mail address or number",
    );
  }
  const claim = claimOf(caller, channel);
  if (claim === null) {
    invalidInput("channel", "NO_VERIFIED_DESTINATION", "the ID token has no verified claim for this channel");
  }
  return checkedDestination("channel", channel, claim);
}

/** Gives a user's verified address or number; null where the ID token has none. */
function claimOf({ claims }: Caller, channel: Channel): string | null {
  const { email, email_verified, phone_number, phone_number_verified } = claims;
  const [claim, verified] = channel === "SMS" ? [phone_number, phone_number_verified] : [email, email_verified];
  return claim && (verified === true || verified === "true") ? claim : null;
}

/** Gives a user's verified claim for the other channel. */
export const otherClaim = (caller: Caller, channel: Channel) => claimOf(caller, channel === "SMS" ? "EMAIL" : "SMS");

/**
 * Gives an address or number in the one form that it is compared in. A wrong one ends the field.
 *
 * @param field the input's field that an error names: one that the caller may give
 */
export function checkedDestination(field: string, channel: Channel, destination: string | null | undefined): string {
  if (!destination) invalidInput(field, "REQUIRED", "backends must say where the message goes");
  const address = destination as string;
  if (channel === "SMS") {
    if (!util.matches("^\\+[1-9][0-9]{6,14}\\z", address)) {
      invalidInput(field, "MALFORMED", "an E.164 number like +12025550123");
    }
    return address;
  }
  return checkedEmail(field, address);
}
