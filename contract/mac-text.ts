import type { Alphabet } from "./codes.ts";
import type { Transaction } from "./transaction.ts";

/** What MACs cover: the texts that KMS computes an HMAC of, here in one place for the steps and the send function. */

/** Whose code it is, and for what. A token's MAC covers these and the code, and nothing else. */
export interface Binding {
  tenant: string;
  subject: string;
  purpose: string;
  id: string;
  transaction: Transaction | null;
}

/** Puts each part behind its length, so that two different lists of parts never give the same text. */
const joined = (parts: string[]) => parts.map((part) => `${part.length}:${part}`).join("");

const transactionPart = (transaction: Transaction | null) =>
  transaction ? joined([transaction.amount, transaction.currency, transaction.payee]) : "";

const bindingParts = ({ tenant, subject, purpose, id, transaction }: Binding) => [
  tenant,
  subject,
  purpose,
  id,
  transactionPart(transaction),
];

/** The text whose HMAC under the check key is stored and compared in place of the code. */
export const macText = (binding: Binding, code: string) => joined([...bindingParts(binding), code]);

/** The text whose HMAC under the code key the code is derived from. */
export const derivationText = (binding: Binding, codeLength: number, alphabet: Alphabet) =>
  joined([...bindingParts(binding), `${codeLength}`, alphabet]);
