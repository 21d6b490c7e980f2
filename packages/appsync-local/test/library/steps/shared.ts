import { type Context, util } from "@aws-appsync/utils";

/** The result of a data source, or its error as the field's. */
export function answerOrRaise(ctx: Context) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result;
}

export interface BookInput {
  title: string;
  shelf: string;
  year?: number;
  copies: number;
  tags?: string[];
  details?: unknown;
  homepage?: string;
}

/** A book's item, without its key. */
export function toBook(id: string, input: BookInput) {
  return {
    ...input,
    __typename: "Book",
    id,
    revision: 1,
    gpk: `SHELF#${input.shelf}`,
    addedAt: util.time.nowISO8601(),
  };
}
