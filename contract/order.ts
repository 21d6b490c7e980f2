/**
 * What the API's steps and the send function agree on. Both import this file, and it is written in what APPSYNC_JS allows;
 * it imports nothing.
 */

/**
 * The ASCII form of RFC 5321's mailboxes without quoted parts, with a dot in the domain: one address, nothing that makes it a list.
 * What both the steps (Java's syntax) and the function (JavaScript's) take; without anchors.
 */
export const EMAIL_PATTERN =
  "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])";

export type Channel = "SMS" | "EMAIL";
export type Alphabet = "NUMERIC" | "ALPHANUMERIC";

/** What the payer is shown, and the code is bound to. */
export interface Transaction {
  amount: string;
  currency: string;
  payee: string;
}

/** Whose code it is, and for what. Together with the code, these are all that its mac covers. */
export interface Binding {
  tenant: string;
  subject: string;
  purpose: string;
  id: string;
  transaction: Transaction | null;
}

/** What the send function is asked to do. The code is not in it: the function derives it. */
export interface SendRequest extends Binding {
  channel: Channel;
  /** E.164 number or e-mail address. */
  destination: string;
  /** Countries (ISO 3166) in which a number may be: those of the longest allowed prefix. Empty for e-mail. */
  countries: string[];
  /** BCP 47; null takes the first configured language. */
  locale: string | null;
  codeLength: number;
  alphabet: Alphabet;
  /** A text of the caller's own that holds `{code}` once. */
  message: string | null;
  /** Epoch seconds. */
  expiresAt: number;
}

/**
 * What came of an order. `INVALID`: the destination is none; `NOT_ALLOWED`: it is in a country that the settings do not
 * allow, or costs who sends to it. Nothing was sent then. `mac` is there whenever the code may have
 * reached somebody: also after a failure, so that a late message still verifies.
 */
export type SendOutcome =
  | { status: "SENT"; mac: string; providerId: string }
  | { status: "FAILED"; mac: string; retryable: boolean }
  | { status: "INVALID"; field: "destination"; reason: string }
  | { status: "NOT_ALLOWED" };

/** Each part behind its length, so that no two lists of parts give the same text. */
const joined = (parts: string[]) => parts.map((part) => `${part.length}:${part}`).join("");

const transactionText = (transaction: Transaction | null) =>
  transaction ? joined([transaction.amount, transaction.currency, transaction.payee]) : "";

const bindingParts = ({ tenant, subject, purpose, id, transaction }: Binding) => [
  tenant,
  subject,
  purpose,
  id,
  transactionText(transaction),
];

/** The message of the check key's HMAC: what is stored and compared is this mac, never the code. */
export const macText = (binding: Binding, code: string) => joined([...bindingParts(binding), code]);

/** The message of the code key's HMAC, from which the code is derived. */
export const derivationText = (binding: Binding, codeLength: number, alphabet: Alphabet) =>
  joined([...bindingParts(binding), `${codeLength}`, alphabet]);

/** 32 characters of Crockford's base32: no I, L, O, U. */
export const ALPHANUMERIC_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
