import type { Asked } from "../../contract/idempotency-keys.ts";
import type { Slot } from "../../contract/slot.ts";
import type { Transaction } from "../../contract/transaction.ts";
import { codeForm } from "./codeForm.ts";
import type { OtpRequest } from "./otpRequest.ts";

/** What a request asked for, compared part by part (S42). */

/** Gives what an idempotency key stands for: the whole input, but for the device, whose lane has keys of its own. */
export const askedBy = (otpRequest: OtpRequest): Asked => {
  const { channel, destination, locale, codeLength, alphabet, transaction, fingerprint, site } = otpRequest;
  const host = site?.host ?? null;
  return { channel, destination, locale, codeLength, alphabet, transaction, fingerprint, host };
};

const isSameTransaction = (one: Transaction | null, other: Transaction | null) =>
  one?.amount === other?.amount && one?.currency === other?.currency && one?.payee === other?.payee;

const isSameText = (one: Texts, other: Texts) =>
  one.channel === other.channel &&
  one.destination === other.destination &&
  isSameTransaction(one.transaction, other.transaction) &&
  one.fingerprint === other.fingerprint;

type Texts = Pick<Asked, "channel" | "destination" | "transaction" | "fingerprint">;

/** Whether a request has the input that an idempotency key stands for. */
export function isSameInput(known: Asked, otpRequest: OtpRequest): boolean {
  const asked = askedBy(otpRequest);
  return (
    isSameText(known, asked) &&
    known.locale === asked.locale &&
    known.host === asked.host &&
    known.codeLength === asked.codeLength &&
    known.alphabet === asked.alphabet
  );
}

/**
 * Whether a request asks for the slot's token: it would get a code of the same form, for the same. The language of the message
 * and the site that may fill in the code are no part of a token, a text of its own is.
 *
 * @param guesses the lane's budget
 */
export function isForToken(slot: Slot, otpRequest: OtpRequest, guesses: number): boolean {
  const { codeLength, alphabet } = codeForm(otpRequest, slot.guessesUsed >= guesses);
  const isSameKind = (slot.test === true) === otpRequest.test;
  return isSameText(slot, otpRequest) && slot.codeLength === codeLength && slot.alphabet === alphabet && isSameKind;
}
