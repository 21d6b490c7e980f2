import { util } from "@aws-appsync/utils";
import { MAX_EMAIL_LENGTH, WRITTEN_EMAIL_PATTERN } from "../../contract/email.ts";
import { CONTACT_CHANGE, PASSWORD_RESET } from "../../contract/purposes.ts";
import { MAX_ID_LENGTH } from "../../contract/token-id.ts";
import { invalidInput } from "./errors.ts";
import { allPurposes } from "./settings.ts";

/**
 * Checks of texts that callers choose freely. Every pattern of the steps describes the whole text between `^` and `\\z`: whether
 * `util.matches` looks for a part that matches or for the whole is not documented, and here it makes no difference.
 */

/** No half of a surrogate pair, which neither the table nor a message takes. */
export const WHOLE_CHARACTERS = "^[^\\p{Cs}]*\\z";
/** As well, none of the controls that no message shows: all but tab and line ends. */
const PRINTABLE = "^[^\\p{Cs}\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F]*\\z";
/** No controls, formats, unassigned characters, or letters that show nothing: Hangul fillers, joiners, the Braille blank. */
const VISIBLE =
  "^[^\\p{Cc}\\p{Cf}\\p{Cn}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u2800\\u3164\\uFFA0\\uFE00-\\uFE0F]*\\z";
const WITH_LETTER_OR_DIGIT = "^[^\\p{L}\\p{N}]*[\\p{L}\\p{N}][\\s\\S]*\\z";
const MAX_KEY_LENGTH = 128;

/** Whether the caller gave a value. An empty string counts as given: treating it as absent would mean everybody. */
export const isGiven = (value: string | null | undefined) => value !== null && value !== undefined;

/** Checks a text that ought to be an id that requestOtp returned: it is one as far as anybody but this service can tell. */
export function checkId(id: string): void {
  const isOpaque = id.length >= 1 && id.length <= MAX_ID_LENGTH && util.matches(WHOLE_CHARACTERS, id);
  if (!isOpaque) invalidInput("id", "MALFORMED", "an id that requestOtp returned");
}

export function checkIdempotencyKey(key: string | null | undefined): void {
  if (key === null || key === undefined) return;
  if (key.length < 1 || key.length > MAX_KEY_LENGTH)
    invalidInput("idempotencyKey", "OUT_OF_RANGE", `1 to ${MAX_KEY_LENGTH} characters`);
  if (!util.matches(WHOLE_CHARACTERS, key)) invalidInput("idempotencyKey", "MALFORMED", "no half surrogate pairs");
}

export const isPrintable = (text: string) => util.matches(PRINTABLE, text);

/** Whether a text can be read as somebody's name: it has a letter or a digit, and nothing that does not show. */
export const isName = (text: string) => util.matches(VISIBLE, text) && util.matches(WITH_LETTER_OR_DIGIT, text);

/**
 * Gives the language that a caller wishes for, as the tag's first subtags, which are all that texts are chosen by: language, script, region.
 * Systems also write `de_AT.UTF-8` and `de-AT,de;q=0.9`. What is no tag (BCP 47) costs the wish, never the code: null.
 */
export function languageOf(locale: string | null | undefined): string | null {
  const first = (locale ?? "").split(",").join(";").split(".").join(";").split("@").join(";").split(";")[0] ?? "";
  const tag = first.trim().split("_").join("-");
  if (!util.matches("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\\z", tag)) return null;
  return tag.split("-").slice(0, 4).join("-");
}

/**
 * Gives an e-mail address in small letters. RFC 5321 leaves the case of names to the provider, and no
 * provider is known to tell two people apart by it. A domain may be beyond ASCII; it is composed, with the dots of ASCII (UTS #46).
 */
export function checkedEmail(field: string, address: string): string {
  const at = address.lastIndexOf("@");
  const domain = util.str
    .normalize(address.slice(at + 1), "nfkc")
    .split("\u3002")
    .join(".");
  const written = `${address.slice(0, at + 1)}${domain}`;
  if (written.length > MAX_EMAIL_LENGTH || !util.matches(`^${WRITTEN_EMAIL_PATTERN}\\z`, written)) {
    invalidInput(field, "MALFORMED", "an e-mail address like user@example.com");
  }
  return written.toLowerCase();
}

/** Gives a purpose that codes may be requested for. */
export function checkedPurpose(field: string, purpose: string): string {
  if (purpose === PASSWORD_RESET || purpose === CONTACT_CHANGE) {
    invalidInput(field, "RESERVED", `${purpose} has a mutation of its own`);
  }
  const known = allPurposes().filter((name) => name !== PASSWORD_RESET);
  if (known.indexOf(purpose) < 0) invalidInput(field, "UNKNOWN", `one of ${known.join(", ")}`);
  return purpose;
}
