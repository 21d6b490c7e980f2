import { type Context, runtime } from "@aws-appsync/utils";
import { itemsRead } from "../shared/batchGet.ts";
import { isLive, type Slot, tokenOf } from "../shared/slot.ts";

/** Reads the page's slots: the index may lag behind, and does not know which tokens are used up. */
export function request(ctx: Context) {
  if (ctx.stash.keys.length === 0) runtime.earlyReturn([]);
  const tables = { [ctx.env.TOKENS_TABLE as string]: { keys: ctx.stash.keys, consistentRead: true } };
  return { operation: "BatchGetItem", tables };
}

export function response(ctx: Context) {
  const { now, tenant } = ctx.stash as { now: number; tenant: string };
  const slots = itemsRead(ctx) as (Slot | null)[];
  const live = slots.filter((slot) => slot && slot.tenant === tenant && isLive(slot, now)) as Slot[];
  return live.map((slot) => tokenOf(slot));
}
