import { type Context, util } from "@aws-appsync/utils";

export function request(ctx: Context<{ ids: string[] }>) {
  const keys = ctx.args.ids.map((id) => util.dynamodb.toMapValues({ pk: `BOOK#${id}`, sk: "BOOK" }));
  return { operation: "BatchGetItem", tables: { [ctx.env.TABLE ?? ""]: { keys, consistentRead: true } } };
}

export function response(ctx: Context) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result.data[ctx.env.TABLE ?? ""];
}
