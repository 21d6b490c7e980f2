import { util } from "@aws-appsync/utils";
import { operatorOf } from "../shared/caller.ts";
import { invalidInput } from "../shared/errors.ts";
import { operatorsNeed } from "../stepUp/need.ts";
import type { ListContext } from "./context.ts";

const DEFAULT_LIMIT = 25;

/** Before handler of `Query.apiClients`. */
export function request(ctx: ListContext) {
  const caller = operatorOf(ctx);
  const limit = ctx.args.limit ?? DEFAULT_LIMIT;
  if (limit < 1 || limit > 100) invalidInput("limit", "OUT_OF_RANGE", "1 to 100");
  ctx.stash.limit = limit;
  ctx.stash.now = util.time.nowEpochSeconds();
  ctx.stash.stepUp = operatorsNeed(caller, ctx.args.stepUpToken);
  return {};
}

/** After handler: the last step's page is the answer. */
export const response = (ctx: ListContext) => ctx.prev?.result;
