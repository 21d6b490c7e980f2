import { util } from "@aws-appsync/utils";
import { invalidInput } from "./errors.ts";

/** Checks of texts that callers choose freely. Neither the table nor a message takes half a surrogate pair. */
const HALF_SURROGATE = "\\p{Cs}";
/** Half surrogate pairs, and the controls that no message shows: all but tab and line ends. */
const UNPRINTABLE = "[\\p{Cs}\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F]";
const MAX_OPAQUE = 128;

/** Whether the caller gave a value. An empty string counts as given: treating it as absent would mean everybody. */
export const isGiven = (value: string | null | undefined) => value !== null && value !== undefined;

const hasLength = (text: string) => text.length >= 1 && text.length <= MAX_OPAQUE;

/** Whether a text can be an id or a key at all. */
export const isOpaque = (text: string) => hasLength(text) && !util.matches(HALF_SURROGATE, text);

export function checkIdempotencyKey(key: string | null | undefined): void {
  if (key === null || key === undefined) return;
  if (!hasLength(key)) invalidInput("idempotencyKey", "OUT_OF_RANGE", `1 to ${MAX_OPAQUE} characters`);
  if (util.matches(HALF_SURROGATE, key)) invalidInput("idempotencyKey", "MALFORMED", "no half surrogate pairs");
}

export const isPrintable = (text: string) => !util.matches(UNPRINTABLE, text);
