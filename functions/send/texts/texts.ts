import type { CONTACT_CHANGE } from "../../../contract/purposes.ts";
import type { StepUpPurpose } from "../../../contract/step-up.ts";

/**
 * What every language has to say. A text that is missing does not compile.
 *
 * The code stands first in an SMS, where a lock screen shows it, and is in no e-mail's subject: SES puts subjects into the
 * events that it publishes, and a code belongs in no log.
 */
export interface Texts {
  direction: "ltr" | "rtl";
  occasions: Record<Occasion, Words>;
  /** A transaction in one phrase: `250.00 EUR to Shop`. */
  transaction(sum: string, payee: string): string;
  amount: string;
  payee: string;
  /** Says for how many minutes the code may be used. */
  valid(minutes: number): string;
  /** The same for SMS, as short as can be. */
  smsValid(minutes: number): string;
  /** Says not to share the code, that we never ask for it, and what to do when one did not request it. */
  warning: string;
  /** A short warning for SMS, sent when there is room. */
  smsWarning: string;
  activation: ActivationTexts;
}

/** Puts sentences behind each other. Japanese has no space between them. */
export const sentences = (...parts: string[]): string => parts.join(" ").replaceAll("。 ", "。");

/** What the e-mail with an API client's activation code says. Who gets it may know nothing of the service. */
export interface ActivationTexts {
  /** @param name the client's, as the operator chose it */
  subject(name: string, service: string): string;
  /** Says what the code is for. */
  intro(name: string, service: string): string;
  clientId: string;
  code: string;
  /** Says until when the code counts, and what its use gives. @param until a day and a time in UTC */
  valid(until: string): string;
  warning(service: string): string;
}

/**
 * The words that a message is made of: TRANSACTION for any purpose when there is a transaction, else those under the purpose's name,
 * else OTHER. No purpose is in capitals.
 */
export type Occasion =
  | "login"
  | "payment"
  | "verify-contact"
  | "password-reset"
  | StepUpPurpose
  | typeof CONTACT_CHANGE
  | "TRANSACTION"
  | "OTHER";

export interface Words {
  /** @param transaction the transaction in one phrase; empty when there is none */
  sms(code: string, service: string, transaction: string): string;
  /** An e-mail's subject. */
  subject(service: string): string;
  /** An e-mail's line above the code. */
  intro(service: string): string;
}
