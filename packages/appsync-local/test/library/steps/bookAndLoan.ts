import { type Context, util } from "@aws-appsync/utils";

export function request(ctx: Context<{ id: string; reader: string }>) {
  const table = ctx.env.TABLE;
  const { id, reader } = ctx.args;
  return {
    operation: "TransactGetItems",
    transactItems: [
      { table, key: util.dynamodb.toMapValues({ pk: `BOOK#${id}`, sk: "BOOK" }) },
      { table, key: util.dynamodb.toMapValues({ pk: `BOOK#${id}`, sk: `LOAN#${reader}` }) },
    ],
  };
}

export function response(ctx: Context) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return { book: ctx.result.items[0]?.title ?? null, due: ctx.result.items[1]?.dueAt ?? null };
}
