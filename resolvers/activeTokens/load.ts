import { runtime } from "@aws-appsync/utils";
import type { Slot } from "../../contract/slot.ts";
import { itemsRead } from "../shared/batchGet.ts";
import { liveTokens } from "../shared/slot.ts";
import type { ActiveTokensContext } from "./context.ts";

/** Reads the page's slots: the index may lag behind, and does not know which tokens are used up. */
export function request(ctx: ActiveTokensContext) {
  if (ctx.stash.keys.length === 0) return runtime.earlyReturn([]);
  const tables = { [ctx.env.TOKENS_TABLE as string]: { keys: ctx.stash.keys, consistentRead: true } };
  return { operation: "BatchGetItem", tables };
}

export function response(ctx: ActiveTokensContext) {
  const { now, tenant } = ctx.stash;
  return liveTokens(itemsRead(ctx, ctx.env.TOKENS_TABLE as string) as (Slot | null)[], tenant, now);
}
