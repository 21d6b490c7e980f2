import type { Alphabet } from "./codes.ts";
import { partsOf } from "./token-id.ts";
import type { Transaction } from "./transaction.ts";

/**
 * What MACs cover: the texts that KMS computes an HMAC of, here in one place for the steps and the send function. Each begins with its
 * kind, so that no answer to one is an answer to another, although anybody may ask for the MAC of a guess.
 */

/** Version of the keys that new MACs are made with. Whatever holds a MAC names the version of its key, so that keys can be replaced. */
export const KEY_VERSION = "1";

/** Whose code it is, and for what. A token's MAC covers these and the code, and nothing else. */
export interface Binding {
  tenant: string;
  subject: string;
  purpose: string;
  id: string;
  transaction: Transaction | null;
}

/** Puts each part behind its length, so that two different lists of parts never give the same text. */
export const joined = (parts: string[]) => parts.map((part) => `${part.length}:${part}`).join("");

const transactionPart = (transaction: Transaction | null) =>
  transaction ? joined([transaction.amount, transaction.currency, transaction.payee]) : "";

const bindingParts = ({ tenant, subject, purpose, id, transaction }: Binding) => [
  tenant,
  subject,
  purpose,
  id,
  transactionPart(transaction),
];

/** The text whose HMAC under the check key is stored and compared in place of the code. That of an id of the old form has no kind. */
export function macText(binding: Binding, code: string): string {
  const parts = [...bindingParts(binding), code];
  return partsOf(binding.id).keyVersion === null ? joined(parts) : joined(["code", ...parts]);
}

/** The text whose HMAC under the code key the code is derived from. */
export const derivationText = (binding: Binding, codeLength: number, alphabet: Alphabet) =>
  joined(["derivation", ...bindingParts(binding), `${codeLength}`, alphabet]);

/** The texts of a request that are too long to be kept with its token. */
export interface FreeTexts {
  tenant: string;
  purpose: string;
  /** JSON text. */
  data: string | null;
  message: string | null;
}

/** The text whose HMAC under the check key tells one request's texts from another's. It is below the 4,096 bytes that KMS takes. */
export const fingerprintText = ({ tenant, purpose, data, message }: FreeTexts) =>
  joined(["fingerprint", tenant, purpose, ...optional(data), ...optional(message)]);

/** An absent part differs from an empty one. */
const optional = (part: string | null) => (part === null ? ["-"] : ["+", part]);

/**
 * The text whose HMAC under the check key names the counter of a visitor, so that nothing says who it is.
 *
 * @param part which of the two things that are known of a visitor
 * @param value the one form that its value counts in
 */
export const visitorText = (tenant: string, part: "address" | "device", value: string) =>
  joined(["visitor", tenant, part, value]);

/**
 * The text whose HMAC under the check key stands in the slot of somebody who is sent no code. No code has this MAC, and it is the same at
 * each message of a token.
 */
export const decoyText = ({ tenant, subject, id }: Pick<Binding, "tenant" | "subject" | "id">) =>
  joined(["decoy", tenant, subject, id]);

/** Whose device it is, and when its person last proved the second factor with it, in epoch seconds. */
export interface DeviceClaim {
  tenant: string;
  subject: string;
  device: string;
  at: number;
}

/** The text whose HMAC under the check key makes a `deviceToken`. */
export const deviceText = ({ tenant, subject, device, at }: DeviceClaim) =>
  joined(["device", tenant, subject, device, `${at}`]);

/** Which activation code of an API client it is: that of the last time that one was sent. */
export interface ActivationClaim {
  clientId: string;
  /** Where it is sent. */
  email: string;
  /** Until when it counts, in epoch seconds. */
  expiresAt: number;
}

/** The text whose HMAC under the code key an activation code is derived from. */
export const activationDerivationText = ({ clientId, email, expiresAt }: ActivationClaim) =>
  joined(["activation", clientId, email, `${expiresAt}`]);

/** The text whose HMAC under the check key is stored and compared in place of an activation code. */
export const activationText = (clientId: string, code: string) => joined(["activation", clientId, code]);

/** Who proved the second factor, in which session (`origin_jti`; empty for backends), for which purpose and when, in epoch seconds. */
export interface StepUpClaim {
  tenant: string;
  subject: string;
  session: string;
  purpose: string;
  at: number;
}

/** The text whose HMAC under the check key makes a `stepUpToken`. */
export const stepUpText = ({ tenant, subject, session, purpose, at }: StepUpClaim) =>
  joined(["step-up", tenant, subject, session, purpose, `${at}`]);
