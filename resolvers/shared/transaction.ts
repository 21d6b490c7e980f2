import { util } from "@aws-appsync/utils";
import type { Transaction } from "../../contract/transaction.ts";
import type { Caller } from "./caller.ts";
import { invalidInput } from "./errors.ts";
import { isName } from "./validation.ts";

/** Somewhere a scheme, a host, or an address of four numbers, with any character that is read as a dot. */
const LINK =
  "(?i)^[\\s\\S]*(://|www[.\\u3002\\uFF61]|[\\p{L}\\p{N}-][.\\u3002\\uFF61]\\p{L}[\\p{L}\\p{N}-]|[0-9]\\.[0-9]+\\.[0-9]+\\.[0-9])[\\s\\S]*\\z";

/** Digits, perhaps in groups of three, perhaps with a decimal part. */
const PLAIN_AMOUNT = "^([0-9]{1,12}|[0-9]{1,3}([.,][0-9]{3}){1,3})([.,][0-9]{1,3})?\\z";

/**
 * Checks what the payer will read: it holds no link, and for the payee a signed-in client, which an attacker may control, can use
 * only letters and spaces.
 */
export function checkTransaction({ amount, currency, payee }: Transaction, caller: Pick<Caller, "kind">): void {
  if (!util.matches("^[0-9][0-9., ]{0,23}\\z", amount)) {
    invalidInput("transaction.amount", "MALFORMED", "1 to 24 digits, points, commas and spaces, a digit first");
  }
  if (!util.matches("^[A-Z]{3}\\z", currency)) {
    invalidInput("transaction.currency", "MALFORMED", "three capital letters (ISO 4217)");
  }
  if (payee.length > 64 || !isName(payee)) {
    invalidInput("transaction.payee", "MALFORMED", "1 to 64 characters, a letter or digit among them, none invisible");
  }
  if (caller.kind !== "backend" && !util.matches("^[\\p{L}\\p{M} ]+\\z", payee)) {
    invalidInput("transaction.payee", "LETTERS_ONLY", "letters and spaces only");
  }
  // Phones turn four numbers with points between them into a link, and numbers with spaces into one to call.
  if (caller.kind !== "backend" && !util.matches(PLAIN_AMOUNT, amount)) {
    invalidInput("transaction.amount", "MALFORMED", "one number such as 12.50, 1,234.50 or 1234");
  }
  if (util.matches(LINK, util.str.normalize(payee, "nfkc"))) {
    invalidInput("transaction.payee", "URL", "no URL");
  }
}
