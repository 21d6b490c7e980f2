import { runtime } from "@aws-appsync/utils";
import { internalError, tableFailed } from "../shared/errors.ts";
import { dataKey } from "../shared/keys.ts";
import type { DataContext } from "./context.ts";

/** Reads the data that requestOtp was given: only when the field is selected, and only of a token that was just verified. */
export function request(ctx: DataContext) {
  const verified = ctx.source?.verified;
  if (!verified) return runtime.earlyReturn({});
  const { lane, id } = verified;
  return { operation: "GetItem", key: dataKey(lane, id), consistentRead: true };
}

export function response(ctx: DataContext) {
  if (ctx.error) tableFailed(ctx.error);
  if (ctx.result && !ctx.result.data) internalError("DynamoDB answered a GetItem with no data");
  ctx.stash.data = ctx.result?.data ?? null;
  return {};
}
