import { util } from "@aws-appsync/utils";
import type { Transaction } from "../../contract/order.ts";
import type { Caller } from "./caller.ts";
import { invalidInput } from "./errors.ts";

/** Controls, formats, what is not assigned, and letters that show nothing: Hangul fillers, joiners, the Braille blank. */
const INVISIBLE =
  "[\\p{Cc}\\p{Cf}\\p{Cn}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u2800\\u3164\\uFFA0\\uFE00-\\uFE0F]";
/** A scheme, a host, or an address of four numbers, with any dot that somebody may take for one. */
const LINK =
  "(?i)(://|www[.\\u3002\\uFF61]|[\\p{L}\\p{N}-][.\\u3002\\uFF61]\\p{L}[\\p{L}\\p{N}-]|[0-9]\\.[0-9]+\\.[0-9]+\\.[0-9])";

/** Digits, in groups of three if at all, with a decimal part if at all. */
const PLAIN_AMOUNT = "^([0-9]{1,12}|[0-9]{1,3}([.,][0-9]{3}){1,3})([.,][0-9]{1,3})?\\z";

/**
 * What the payer will be shown: no link can hide in it, and a signed-in client, which an attacker may drive, can only use
 * letters and spaces for the payee.
 */
export function checkTransaction({ amount, currency, payee }: Transaction, caller: Caller): void {
  if (!util.matches("^[0-9][0-9., ]{0,23}\\z", amount)) {
    invalidInput("transaction.amount", "MALFORMED", "1 to 24 digits, points, commas and spaces, a digit first");
  }
  if (!util.matches("^[A-Z]{3}\\z", currency)) {
    invalidInput("transaction.currency", "MALFORMED", "three capital letters (ISO 4217)");
  }
  if (payee.length > 64 || util.matches(INVISIBLE, payee) || !util.matches("[\\p{L}\\p{N}]", payee)) {
    invalidInput("transaction.payee", "MALFORMED", "1 to 64 characters, a letter or digit among them, none invisible");
  }
  if (caller.kind !== "backend" && !util.matches("^[\\p{L}\\p{M} ]+\\z", payee)) {
    invalidInput("transaction.payee", "LETTERS_ONLY", "letters and spaces only");
  }
  // Phones make a link of four numbers with points between, and somebody may call one with spaces.
  if (caller.kind !== "backend" && !util.matches(PLAIN_AMOUNT, amount)) {
    invalidInput("transaction.amount", "MALFORMED", "one number such as 12.50, 1,234.50 or 1234");
  }
  if (util.matches(LINK, util.str.normalize(payee, "nfkc"))) {
    invalidInput("transaction.payee", "URL", "no URL");
  }
}
