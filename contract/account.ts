import type { Change } from "./account-request.ts";
import { POOL_TENANT } from "./tenants.ts";

/** The version that every item of the table Factors carries: a later release tells by it which attributes to expect. */
export const FACTORS_VERSION = 1;

/**
 * What a change of an account leaves behind. The item is made by the first change; whoever never had one has none. It is in the table
 * Factors, which is durable: what it refuses must not come back by itself. Times are epoch seconds.
 */
export interface Account {
  /** `accountPk` of the subject. */
  pk: string;
  sk: "-";
  version: typeof FACTORS_VERSION;
  /** Grows with every write. */
  revision: number;
  /** Sessions that began up to then do nothing that matters any more, and tokens that were requested up to then are void. */
  signedOutBefore: number;
  /**
   * The hold: the mailbox or number by which the password was last reset, as its messages are counted. Codes to it are no second factor.
   * Null where there is none.
   */
  held: string | null;
  /** The last change. */
  change: ChangeMade;
}

/** A change, and how far it has come. A call that is repeated goes on with it, or finds that it is done. */
export interface ChangeMade extends Omit<Change, "subject" | "username"> {
  done: boolean;
  /** `signedOutBefore` as it was before: a contact change that has not come to its end is finished by the session that began it. */
  signedOutBefore: number;
  /** The address before, if it was verified; only until an e-mail change is done. The notice goes there. */
  oldEmail?: string;
}

/** How the partition keys of accounts begin, so that the functions that write them need no right on anything else in the table. */
export const ACCOUNTS_PREFIX = `${POOL_TENANT}|a|`;
export const accountPk = (subject: string) => `${ACCOUNTS_PREFIX}${subject}`;
