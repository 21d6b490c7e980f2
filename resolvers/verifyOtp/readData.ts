import { type Context, runtime } from "@aws-appsync/utils";
import { internalError, tableFailed } from "../shared/errors.ts";
import { dataKey } from "../shared/keys.ts";

interface Verified {
  tenant: string;
  subject: string;
  id: string;
}

type Source = { verified?: Verified };

/** Reads what requestOtp was given: only when selected, and only of a token that was just verified. */
export function request(ctx: Context) {
  const verified = (ctx.source as Source | null)?.verified;
  if (!verified) runtime.earlyReturn({});
  const { tenant, subject, id } = verified as Verified;
  return { operation: "GetItem", key: dataKey(tenant, subject, id), consistentRead: true };
}

export function response(ctx: Context) {
  if (ctx.error) tableFailed(ctx.error);
  if (ctx.result && !ctx.result.data) internalError("DynamoDB answered a GetItem with no data");
  ctx.stash.data = ctx.result?.data ?? null;
  return {};
}
