import { type Context, util } from "@aws-appsync/utils";
import { type Account, accountPk } from "../../contract/account.ts";
import { POOL_TENANT } from "../../contract/tenants.ts";
import { itemsRead } from "./batchGet.ts";

/** What changes of a pool user's account have left behind. Other tenants have no accounts. */

export const accountKey = (subject: string) => util.dynamodb.toMapValues({ pk: accountPk(subject), sk: "-" });

/**
 * Reads items of Tokens, and beside them the account of a pool user, in one BatchGetItem.
 *
 * @param keys of the items in the table Tokens
 */
export function readWithAccount({ env }: Pick<Context, "env">, keys: object[], tenant: string, subject: string) {
  const tokens = { [env.TOKENS_TABLE as string]: { keys, consistentRead: true } };
  const accounts = { [env.FACTORS_TABLE as string]: { keys: [accountKey(subject)], consistentRead: true } };
  return { operation: "BatchGetItem", tables: tenant === POOL_TENANT ? { ...tokens, ...accounts } : tokens };
}

/** Gives the account that such a batch found; null where there is none. */
export const accountRead = (ctx: Pick<Context, "env" | "error" | "result">, tenant: string) =>
  tenant === POOL_TENANT ? (itemsRead(ctx, ctx.env.FACTORS_TABLE as string)[0] as Account | null) : null;

/**
 * Gives the moment up to which sessions and tokens are void, in epoch seconds.
 *
 * @param finishes whether the call may finish a contact change: that one has made its own session void, and has to come to its end
 */
export function signedOutBefore(account: Account | null, finishes = false): number {
  if (account === null) return 0;
  const { change } = account;
  return finishes && change.change === "contact" && !change.done ? change.signedOutBefore : account.signedOutBefore;
}

/** Ends the field with `Unauthorized` for a user whose session began before everybody was signed out. @param authTime null for backends */
export function checkSignedIn(authTime: number | null, signedOut: number): void {
  if (authTime !== null && authTime <= signedOut) util.unauthorized();
}
