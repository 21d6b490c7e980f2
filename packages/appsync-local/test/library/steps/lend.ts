import { type Context, util } from "@aws-appsync/utils";

/** One transaction: a copy less, a loan more. The reasons say which of the two was refused. */
export function request(ctx: Context<{ id: string }>) {
  const table = ctx.env.TABLE;
  const { id } = ctx.args;
  const { reader, dueAt } = ctx.stash;
  return {
    operation: "TransactWriteItems",
    transactItems: [
      {
        table,
        operation: "UpdateItem",
        key: util.dynamodb.toMapValues({ pk: `BOOK#${id}`, sk: "BOOK" }),
        update: { expression: "ADD copies :less", expressionValues: util.dynamodb.toMapValues({ ":less": -1 }) },
        condition: { expression: "copies > :none", expressionValues: util.dynamodb.toMapValues({ ":none": 0 }) },
      },
      {
        table,
        operation: "PutItem",
        key: util.dynamodb.toMapValues({ pk: `BOOK#${id}`, sk: `LOAN#${reader}` }),
        attributeValues: util.dynamodb.toMapValues({ id: `${id}-${reader}`, book: id, reader, dueAt }),
        condition: { expression: "attribute_not_exists(pk)" },
      },
    ],
  };
}

export function response(ctx: Context) {
  const { error, result } = ctx;
  if (error?.type === "DynamoDB:TransactionCanceledException") {
    const types = (result.cancellationReasons as { type: string }[]).map((reason) => reason.type);
    const refused = types.findIndex((type) => type !== "None");
    util.error(refused === 0 ? "no copy is left" : "you have it already", "NotLent", null, { types });
  }
  if (error) util.error(error.message, error.type);
  return ctx.stash;
}
