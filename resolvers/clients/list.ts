import { util } from "@aws-appsync/utils";
import { type ApiClient, CLIENTS_PARTITION } from "../../contract/api-clients.ts";
import { internalError, invalidInput, tableFailed } from "../shared/errors.ts";
import { clientView } from "./clientView.ts";
import type { ListContext } from "./context.ts";

/** Reads one page of clients, in the order of their ids. */
export const request = (ctx: ListContext) => ({
  operation: "Query",
  query: {
    expression: "#pk = :clients",
    expressionNames: { "#pk": "pk" },
    expressionValues: util.dynamodb.toMapValues({ ":clients": CLIENTS_PARTITION }),
  },
  limit: ctx.stash.limit,
  nextToken: ctx.args.nextToken ?? null,
  consistentRead: true,
});

export function response(ctx: ListContext) {
  const { error, result } = ctx;
  if (error?.type === "DynamoDB:UserIllegalArgumentException") {
    invalidInput("nextToken", "MALFORMED", "a token that an earlier page gave");
  }
  if (error) tableFailed(error);
  if (!result?.items) internalError("DynamoDB answered a Query with no items");
  const items = result.items as ApiClient[];
  return { items: items.map((client) => clientView(client, ctx.stash.now)), nextToken: result.nextToken ?? null };
}
