import { type Context, util } from "@aws-appsync/utils";
import { type BookInput, toBook } from "./shared.ts";

/** BatchPutItem, written out: the helpers are a convenience. */
export function request(ctx: Context<{ inputs: BookInput[] }>) {
  const items = ctx.args.inputs.map((input) => {
    const id = util.autoUlid();
    return util.dynamodb.toMapValues({ pk: `BOOK#${id}`, sk: "BOOK", ...toBook(id, input) });
  });
  return { operation: "BatchPutItem", tables: { [ctx.env.TABLE ?? ""]: items } };
}

export function response(ctx: Context) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result.data[ctx.env.TABLE ?? ""];
}
