import type { Alphabet } from "./codes.ts";
import type { Channel } from "./send-request.ts";
import type { ITEM_VERSION } from "./slot.ts";
import type { Transaction } from "./transaction.ts";

/** The last idempotency keys of requestOtp in one lane and purpose. The item is written only for tokens that were asked for with a key. */
export interface IdempotencyKeys {
  /** The slot's. */
  pk: string;
  /** `<purpose>#keys` */
  sk: string;
  version: typeof ITEM_VERSION;
  /** Grows with every write. */
  revision: number;
  /** The last four, the newest last. */
  keys: IdempotencyKey[];
}

/** An idempotency key, what was asked for with it, and the token that it asked for. */
export interface IdempotencyKey {
  key: string;
  asked: Asked;
  /** The token's id. This and what follows is answered when another token has replaced it. */
  id: string;
  createdAt: number;
  expiresAt: number;
  codeLength: number;
  alphabet: Alphabet;
  /** Whether its message was sent, whatever became of the token's later ones. */
  sent?: boolean;
  /** How the token had ended when it was replaced. */
  endStatus?: "VERIFIED" | "CANCELED";
}

/** The whole input of a request, whose `data` and `message` a fingerprint stands for. */
export interface Asked {
  channel: Channel;
  destination: string;
  locale: string | null;
  codeLength: number;
  alphabet: Alphabet;
  transaction: Transaction | null;
  /** Of the site that may fill in the code; null: none. */
  host: string | null;
  /** The slot's `fingerprint`. */
  fingerprint: string | null;
}
