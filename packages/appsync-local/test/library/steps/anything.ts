import type { Context } from "@aws-appsync/utils";

/** Values of an interface say by `__typename` what they are. */
export function request(_ctx: Context) {
  return {
    payload: [
      {
        __typename: "Book",
        id: "b",
        title: "Emma",
        shelf: "new",
        copies: 1,
        revision: 1,
        addedAt: "2020-01-01T00:00:00Z",
      },
      { __typename: "Loan", id: "l", book: "b", reader: "r", dueAt: "2020-01-01T00:00:00Z" },
    ],
  };
}

export const response = (ctx: Context) => ctx.result;
