import { util } from "@aws-appsync/utils";
import type { Transaction } from "../../order.ts";
import type { Caller } from "./caller.ts";
import { invalidInput } from "./errors.ts";

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
  if (payee.length < 1 || payee.length > 64 || util.matches("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", payee)) {
    invalidInput("transaction.payee", "MALFORMED", "1 to 64 characters, none of them invisible");
  }
  if (caller.kind !== "backend" && !util.matches("^[\\p{L}\\p{M} ]+\\z", payee)) {
    invalidInput("transaction.payee", "LETTERS_ONLY", "letters and spaces only");
  }
  // Phones make a link of an address of four numbers, too.
  if (caller.kind !== "backend" && util.matches("[0-9]\\.[0-9]+\\.[0-9]+\\.[0-9]", amount)) {
    invalidInput("transaction.amount", "URL", "no IP address");
  }
  if (util.matches("(?i)(://|www\\.|[\\p{L}\\p{N}-]\\.\\p{L}{2,}|[0-9]\\.[0-9]+\\.[0-9]+\\.[0-9])", payee)) {
    invalidInput("transaction.payee", "URL", "no URL");
  }
}
