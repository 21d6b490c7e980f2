import { util } from "@aws-appsync/utils";
import { type ApiClient, CLIENTS_PARTITION } from "../../contract/api-clients.ts";
import { conflict, internalError, notFound, tableFailed } from "../shared/errors.ts";
import { setAttributes } from "../shared/setAttributes.ts";
import { operatorIn } from "../stepUp/need.ts";
import type { ClientStash } from "./context.ts";

/** Reads and writes of the items in the table Clients. */

export const clientKey = (id: string) => util.dynamodb.toMapValues({ pk: CLIENTS_PARTITION, sk: id });

/** What a write changes: never the keys, and the revision by itself. */
type Changes = Partial<Omit<ApiClient, "pk" | "sk" | "revision" | "updatedAt" | "changedBy">>;

/**
 * Changes a client that is there.
 *
 * @param condition what it has to be, in DynamoDB's words
 */
export function clientWrite(
  stash: ClientStash,
  changes: Changes,
  condition: { expression: string; names: Record<string, string>; values: Record<string, unknown> },
) {
  const { id, now } = stash;
  const update = setAttributes(
    { ...changes, updatedAt: now, changedBy: operatorIn(stash) },
    { ...condition.values, ":one": 1 },
  );
  return {
    operation: "UpdateItem",
    key: clientKey(id),
    update: {
      expression: `${update.expression}, #revision = #revision + :one`,
      expressionNames: { ...update.expressionNames, ...condition.names, "#revision": "revision" },
      expressionValues: update.expressionValues,
    },
    condition: { expression: `attribute_exists(pk) AND ${condition.expression}` },
  };
}

interface WriteContext {
  stash: ClientStash;
  error?: { type: string; message: string };
  // biome-ignore lint/suspicious/noExplicitAny: what a data source answers has no type
  result: any;
}

/** What a refused write means. */
const REFUSED = "DynamoDB:ConditionalCheckFailedException";

/** Keeps the client that a write answered. @param missing says what a refused write means; without it that was a race */
export function keepWritten(ctx: WriteContext, missing: string | null): null {
  const { error, result } = ctx;
  if (error?.type === REFUSED) {
    if (missing === null) conflict();
    notFound(missing as string);
  }
  if (error) tableFailed(error);
  if (!result?.pk || !result.status) internalError("DynamoDB answered a write with no client");
  ctx.stash.client = result as ApiClient;
  return null;
}
