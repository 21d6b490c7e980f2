import { util } from "@aws-appsync/utils";
import { invalidInput } from "./errors.ts";

/** Texts that callers choose freely. Half a surrogate pair is none, and neither the table nor a message takes it. */
const HALF = "\\p{Cs}";
/** Beside it what no message shows: controls but tab and line ends. */
const UNPRINTABLE = "[\\p{Cs}\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F]";
const MAX_OPAQUE = 128;

const isOpaque = (text: string) => text.length >= 1 && text.length <= MAX_OPAQUE;

/** Whether requestOtp could have given it. */
export const couldBeId = (id: string) => isOpaque(id) && !util.matches(HALF, id);

export function checkIdempotencyKey(key: string | null | undefined): void {
  if (key === null || key === undefined) return;
  if (!isOpaque(key)) invalidInput("idempotencyKey", "OUT_OF_RANGE", `1 to ${MAX_OPAQUE} characters`);
  if (util.matches(HALF, key)) invalidInput("idempotencyKey", "MALFORMED", "no half surrogate pairs");
}

export const isPrintable = (text: string) => !util.matches(UNPRINTABLE, text);
