import { util } from "@aws-appsync/utils";
import type { Caller } from "../shared/caller.ts";
import { invalidInput } from "../shared/errors.ts";
import { checkTransaction } from "../shared/transaction.ts";
import { isPrintable } from "../shared/validation.ts";
import type { OtpRequest, RequestOtpInput } from "./otpRequest.ts";

const MAX_MESSAGE = 480;
const MAX_DATA = 2_048;

/** Reads and checks the texts of a request. A wrong one ends the field with an error that names the input's field and what would be right. */
export function readTexts(
  kind: Caller["kind"],
  { message, data, transaction }: RequestOtpInput,
): Pick<OtpRequest, "message" | "data" | "transaction"> {
  if (transaction) checkTransaction(transaction, { kind });
  return { message: checkedMessage(kind, message), data: jsonOf(data), transaction: transaction ?? null };
}

function checkedMessage(kind: Caller["kind"], message: string | null | undefined): string | null {
  if (message === null || message === undefined) return null;
  if (kind !== "backend") invalidInput("message", "BACKENDS_ONLY", "only backends may give a text of their own");
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
