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
  /** A sentence of how long the code may be used, in minutes. */
  valid(minutes: number): string;
  /** The same for SMS, as short as can be. */
  smsValid(minutes: number): string;
  /** Two sentences, or as many as it takes: tell nobody; what to do when one did not ask. */
  warning: string;
  /** A short one for SMS, sent when there is room. */
  smsWarning: string;
}

/**
 * What is sent, and when: under a purpose's name; as TRANSACTION whatever the purpose, when there is one; as OTHER for
 * purposes without words of their own. No purpose is in capitals.
 */
export type Occasion = "login" | "payment" | "verify-contact" | "password-reset" | "TRANSACTION" | "OTHER";

export interface Words {
  /** @param deal the transaction in one phrase; empty without one */
  sms(code: string, service: string, deal: string): string;
  /** An e-mail's subject. */
  subject(service: string): string;
  /** An e-mail's line above the code. */
  intro(service: string): string;
}
