import { type Context, util } from "@aws-appsync/utils";

/** An update on a condition. AppSync reads the item again when it fails; the error hands it to the client. */
export function request(ctx: Context<{ id: string; title: string; revision: number }>) {
  const { id, title, revision } = ctx.args;
  return {
    operation: "UpdateItem",
    key: util.dynamodb.toMapValues({ pk: `BOOK#${id}`, sk: "BOOK" }),
    update: {
      expression: "SET #title = :title ADD #revision :one",
      expressionNames: { "#title": "title", "#revision": "revision" },
      expressionValues: util.dynamodb.toMapValues({ ":title": title, ":one": 1 }),
    },
    condition: {
      expression: "#revision = :revision",
      expressionValues: util.dynamodb.toMapValues({ ":revision": revision }),
    },
  };
}

export function response(ctx: Context) {
  const { error, result } = ctx;
  if (error?.type === "DynamoDB:ConditionalCheckFailedException") {
    util.error("somebody else was faster", "Conflict", result, { revision: result?.revision ?? null });
  }
  if (error) util.error(error.message, error.type);
  return result;
}
