import { type Context, util } from "@aws-appsync/utils";

/** A query of an index, with a filter made by `util.transform`. */
export function request(ctx: Context<{ shelf: string; since?: number; limit: number; nextToken?: string }>) {
  const { shelf, since, limit, nextToken } = ctx.args;
  const filter = since ? JSON.parse(util.transform.toDynamoDBFilterExpression({ year: { ge: since } })) : null;
  return {
    operation: "Query",
    index: "byShelf",
    query: {
      expression: "#gpk = :gpk",
      expressionNames: { "#gpk": "gpk" },
      expressionValues: util.dynamodb.toMapValues({ ":gpk": `SHELF#${shelf}` }),
    },
    filter,
    limit,
    nextToken,
  };
}

export function response(ctx: Context) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const { items, nextToken, scannedCount } = ctx.result;
  return { items, nextToken, scanned: scannedCount };
}
