import { type Context, runtime } from "@aws-appsync/utils";
import { tableFailed } from "../shared/errors.ts";
import { isLive, type Slot, toToken } from "../shared/slot.ts";

/** Reads the page's slots: the index may lag behind, and does not know which tokens are used up. */
export function request(ctx: Context) {
  if (ctx.stash.keys.length === 0) runtime.earlyReturn([]);
  const tables = { [ctx.env.TOKENS_TABLE as string]: { keys: ctx.stash.keys, consistentRead: true } };
  return { operation: "BatchGetItem", tables };
}

export function response(ctx: Context) {
  if (ctx.error) tableFailed(ctx.error);
  const { now, tenant } = ctx.stash as { now: number; tenant: string };
  const slots = ctx.result.data[ctx.env.TOKENS_TABLE as string] as (Slot | null)[];
  const live = slots.filter((slot) => slot && slot.tenant === tenant && isLive(slot, now)) as Slot[];
  return live.map((slot) => toToken(slot));
}
