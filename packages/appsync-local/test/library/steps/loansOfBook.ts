import { type Context, util } from "@aws-appsync/utils";
import { query } from "@aws-appsync/utils/dynamodb";

export function request(ctx: Context<{ limit: number }, object, object, { id: string }>) {
  return query({
    query: { pk: { eq: `BOOK#${ctx.source?.id}` }, sk: { beginsWith: "LOAN#" } },
    limit: ctx.args.limit,
    consistentRead: true,
  });
}

export function response(ctx: Context) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result.items;
}
