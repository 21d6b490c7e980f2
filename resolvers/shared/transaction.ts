import { util } from "@aws-appsync/utils";
import type { Transaction } from "../../contract/transaction.ts";
import type { Caller } from "./caller.ts";
import { asciiDigits } from "./digits.ts";
import { invalidInput } from "./errors.ts";
import { isName } from "./validation.ts";

/**
 * Somewhere a scheme, `www.`, or an address of four numbers, with any character that is read as a dot. Whether the last part of a host is a
 * top-level domain, which makes a link of it, the send function knows: it refuses the others.
 */
const LINK = "(?i)^[\\s\\S]*(://|www[.\\u3002\\uFF61]|[0-9]\\.[0-9]+\\.[0-9]+\\.[0-9])[\\s\\S]*\\z";

/** Digits, and between them points, commas, apostrophes and spaces, also those that do not break, and Arabic's two separators. */
const AMOUNT = "^[0-9][0-9., '\\u2019\\u00A0\\u2007\\u2009\\u202F\\u066B\\u066C]{0,23}\\z";

/**
 * One number of the forms of CLDR: digits alone, or in groups with one separator, and perhaps a decimal part. Phones turn four numbers with
 * points between them into a link, and long numbers with spaces into one to call: two groups behind a point, and one behind a space.
 */
const PLAIN_AMOUNT =
  "^([0-9]{1,3}(\\.[0-9]{3}){1,2}(,[0-9]{1,3})?|([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3}|[0-9]{1,2}(,[0-9]{2}){1,3},[0-9]{3}|" +
  "[0-9]{1,3}(['\\u2019][0-9]{3}){1,3}|[0-9]{1,3}(\\u066C[0-9]{3}){1,3}|[0-9]{1,3}[ \\u00A0\\u2009\\u202F][0-9]{3})([.,\\u066B][0-9]{1,3})?)\\z";

/**
 * Checks what the payer will read: it holds no link, and for the payee a signed-in client, which an attacker may control, can use
 * only letters and spaces.
 */
export function checkTransaction({ amount, currency, payee }: Transaction, caller: Pick<Caller, "kind">): void {
  const digits = asciiDigits(amount);
  // One kind of digit alone: a mixture could be read as another amount.
  const isOneKind = digits === amount || util.matches("^[^0-9]*\\z", amount);
  if (!isOneKind || !util.matches(AMOUNT, digits)) {
    const right = "a number in 1 to 24 characters: digits, and points, commas, apostrophes and spaces between them";
    invalidInput("transaction.amount", "MALFORMED", right);
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
  if (caller.kind !== "backend" && !util.matches(PLAIN_AMOUNT, digits)) {
    invalidInput("transaction.amount", "MALFORMED", "one number such as 12.50, 1,234.50, 1 234,50 or 1234");
  }
  if (util.matches(LINK, util.str.normalize(payee, "nfkc"))) {
    invalidInput("transaction.payee", "URL", "no URL");
  }
}
