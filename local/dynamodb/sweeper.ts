import type { Wire } from "appsync-local/dynamodb";
import type { TableDefinition } from "./table.ts";

const SWEEP_MILLISECONDS = 60_000;
const never = new AbortController().signal;

type SweptTable = Pick<TableDefinition, "partitionKey" | "sortKey"> & { timeToLive: string };

/** Deletes what DynamoDB would delete by the time to live. */
export interface Sweeper {
  /** Deletes the items past their time to live. @returns how many there were */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Starts to sweep a table every minute.
 *
 * @param wire closed with the sweeper
 * @param clock epoch milliseconds
 */
export function startSweeper(wire: Wire, tableName: string, table: SweptTable, clock: () => number): Sweeper {
  const sweep = () => sweepTable(wire, tableName, table, Math.floor(clock() / 1000));
  const timer = setInterval(() => sweep().catch(() => {}), SWEEP_MILLISECONDS).unref();
  return {
    sweep,
    async close() {
      clearInterval(timer);
      await wire.close();
    },
  };
}

async function sweepTable(
  wire: Wire,
  TableName: string,
  { partitionKey, sortKey, timeToLive }: SweptTable,
  now: number,
): Promise<number> {
  const expired = {
    ExpressionAttributeNames: { "#ttl": timeToLive },
    ExpressionAttributeValues: { ":now": { N: String(now) } },
  };
  let swept = 0;
  let from: unknown;
  do {
    const { body, error } = await wire.send(
      "Scan",
      { TableName, FilterExpression: "#ttl < :now", ExclusiveStartKey: from, ...expired },
      never,
    );
    if (error) throw new Error(error.message);
    for (const item of (body.Items ?? []) as Record<string, object>[]) {
      const Key = { [partitionKey]: item[partitionKey], [sortKey]: item[sortKey] };
      // The condition spares an item that was renewed meanwhile.
      const deletion = { TableName, Key, ConditionExpression: "#ttl < :now", ...expired };
      const { error: refused } = await wire.send("DeleteItem", deletion, never);
      if (!refused) swept += 1;
    }
    from = body.LastEvaluatedKey;
  } while (from);
  return swept;
}
