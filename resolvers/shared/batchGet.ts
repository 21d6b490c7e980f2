import type { Context } from "@aws-appsync/utils";
import { conflict, internalError, tableFailed } from "./errors.ts";

/**
 * Gives what a BatchGetItem found, in the order of its keys; null for an item that is not there. `Conflict` when some keys were
 * left out, as happens under load.
 */
export function itemsRead(ctx: Pick<Context, "error" | "result">, table: string): unknown[] {
  if (ctx.error) tableFailed(ctx.error);
  const items = ctx.result?.data?.[table];
  if (!items) internalError("DynamoDB answered a BatchGetItem with no items");
  if ((ctx.result.unprocessedKeys?.[table] ?? []).length > 0) conflict();
  return items;
}
