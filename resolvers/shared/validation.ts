import { util } from "@aws-appsync/utils";
import { MAX_ID_LENGTH } from "../../contract/token-id.ts";
import { invalidInput } from "./errors.ts";

/**
 * Checks of texts that callers choose freely. Every pattern of the steps describes the whole text between `^` and `\\z`: whether
 * `util.matches` looks for a part that matches or for the whole is not documented, and here it makes no difference.
 */

/** No half of a surrogate pair, which neither the table nor a message takes. */
const WHOLE_CHARACTERS = "^[^\\p{Cs}]*\\z";
/** As well, none of the controls that no message shows: all but tab and line ends. */
const PRINTABLE = "^[^\\p{Cs}\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F]*\\z";
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
