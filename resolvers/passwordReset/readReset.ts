import { util } from "@aws-appsync/utils";
import { dayOf } from "../../contract/counter.ts";
import { PASSWORD_RESET } from "../../contract/purposes.ts";
import type { ResetSlot } from "../../contract/resets.ts";
import { POOL_TENANT } from "../../contract/tenants.ts";
import { itemsRead } from "../shared/batchGet.ts";
import { type CounterItem, counterOf } from "../shared/counters.ts";
import { sendsKey, slotKey } from "../shared/keys.ts";
import { resets } from "../shared/settings.ts";
import type { RequestPasswordResetContext } from "./context.ts";
import { decideReset } from "./decideReset.ts";

/** Reads the slot of the name in its lane, and the lane's counter of messages. */
export function request(ctx: RequestPasswordResetContext) {
  const { username, device } = ctx.stash;
  const lane = { tenant: POOL_TENANT, subject: username, device: device ?? null };
  const now = util.time.nowEpochSeconds();
  ctx.stash.lane = lane;
  ctx.stash.now = now;
  const keys = [slotKey(lane, PASSWORD_RESET), sendsKey(lane, "CODE", dayOf(now))];
  return { operation: "BatchGetItem", tables: { [ctx.env.RESETS_TABLE as string]: { keys, consistentRead: true } } };
}

/** Decides what to do, by nothing but what was asked before. */
export function response(ctx: RequestPasswordResetContext) {
  const { now } = ctx.stash;
  const [slot, sent] = itemsRead(ctx, ctx.env.RESETS_TABLE as string) as [ResetSlot | null, CounterItem];
  const counter = counterOf("SUBJECT", resets.subject, sent, now);
  ctx.stash.decision = decideReset(slot, ctx.args.input.channel, counter, now);
  return null;
}
