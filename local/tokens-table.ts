import { TOKENS_TABLE } from "../resolvers/tokens-table.ts";
import { createWire, type Wire } from "./appsync/datasources/dynamodb/wire.ts";
import type { DynamoDbDataSource } from "./appsync/description.ts";

const SWEEP_MILLISECONDS = 60_000;
const never = new AbortController().signal;

/** The table of one machine: made at the first start, and swept of what DynamoDB would delete by its time to live. */
export interface LocalTable {
  /** Deletes what is past its time to live. @returns how many items */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/** @param clock epoch milliseconds */
export async function openTokensTable(source: DynamoDbDataSource, clock: () => number): Promise<LocalTable> {
  const wire = createWire(source, clock);
  await createIfMissing(wire, source.tableName);
  const sweep = () => sweepTable(wire, source.tableName, Math.floor(clock() / 1000));
  const timer = setInterval(() => sweep().catch(() => {}), SWEEP_MILLISECONDS).unref();
  return {
    sweep,
    async close() {
      clearInterval(timer);
      await wire.close();
    },
  };
}

async function createIfMissing(wire: Wire, TableName: string): Promise<void> {
  const { partitionKey, sortKey, activeIndex } = TOKENS_TABLE;
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: "S" });
  const { error } = await wire.send(
    "CreateTable",
    {
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keys(partitionKey, sortKey),
      AttributeDefinitions: [
        ...[partitionKey, sortKey, activeIndex.partitionKey].map(text),
        { AttributeName: activeIndex.sortKey, AttributeType: "N" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: activeIndex.name,
          KeySchema: keys(activeIndex.partitionKey, activeIndex.sortKey),
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    },
    never,
  );
  if (error && error.type !== "DynamoDB:ResourceInUseException") {
    throw new Error(`the table ${TableName} could not be made: ${error.message}`);
  }
}

async function sweepTable(wire: Wire, TableName: string, now: number): Promise<number> {
  const expired = {
    ExpressionAttributeNames: { "#ttl": TOKENS_TABLE.timeToLive },
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
    for (const { pk, sk } of (body.Items ?? []) as { pk: object; sk: object }[]) {
      const gone = { TableName, Key: { pk, sk }, ConditionExpression: "#ttl < :now", ...expired };
      const { error: kept } = await wire.send("DeleteItem", gone, never);
      if (!kept) swept += 1;
    }
    from = body.LastEvaluatedKey;
  } while (from);
  return swept;
}
