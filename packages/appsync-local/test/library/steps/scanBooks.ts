import { type Context, util } from "@aws-appsync/utils";
import { scan } from "@aws-appsync/utils/dynamodb";

export function request(ctx: Context<{ limit?: number; nextToken?: string }>) {
  const { limit, nextToken } = ctx.args;
  return scan({ limit, nextToken, filter: { sk: { eq: "BOOK" } } });
}

export function response(ctx: Context) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const { items, nextToken, scannedCount } = ctx.result;
  return { items, nextToken, scanned: scannedCount };
}
