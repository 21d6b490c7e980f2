import type { Account } from "../../contract/account.ts";
import { isSecondFactor } from "../../contract/purposes.ts";
import type { Slot } from "../../contract/slot.ts";
import { invalidInput } from "../shared/errors.ts";
import type { OtpRequest } from "./otpRequest.ts";

/** What a request heeds of the account. */

/** Ends the field for a second factor to the address or number that the password was last reset by. */
export function checkHold(account: Account | null, { purpose, mailbox }: OtpRequest): void {
  if (account === null || account.held !== mailbox || !isSecondFactor(purpose)) return;
  invalidInput("channel", "HELD", "another one: the password was reset by this one, and no other was verified since");
}

/** Gives a slot whose token has ended, if it was requested before everybody was signed out. */
export const withoutVoid = (slot: Slot | null, signedOut: number): Slot | null =>
  slot !== null && slot.createdAt <= signedOut ? { ...slot, live: false } : slot;
