import { type Context, util } from "@aws-appsync/utils";
import { put } from "@aws-appsync/utils/dynamodb";
import { answerOrRaise, type BookInput, toBook } from "./shared.ts";

export function request(ctx: Context<{ input: BookInput }>) {
  const { input } = ctx.args;
  if (!util.matches("^\\p{Alnum}.{0,79}$", input.title)) {
    util.error("a title is 1 to 80 characters and begins with a letter or digit", "InvalidInput", null, {
      field: "title",
    });
  }
  if (input.copies > 99) util.appendError("more than 99 copies: are you sure?", "Warning", null, { field: "copies" });
  const id = util.autoId();
  const item = toBook(id, input);
  util.http.addResponseHeader("x-library-book", id);
  return put<{ pk: string; sk: string } & typeof item>({
    key: { pk: `BOOK#${id}`, sk: "BOOK" },
    item,
    condition: { pk: { attributeExists: false } },
  });
}

export const response = (ctx: Context) => answerOrRaise(ctx);
