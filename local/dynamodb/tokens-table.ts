import type { DynamoDbDataSource } from "appsync-local";
import { createWire, type Wire } from "appsync-local/dynamodb";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import { StartProblem } from "../problem.ts";

const SWEEP_MILLISECONDS = 60_000;
/** An engine that does not answer within this is none. */
const ANSWER_MILLISECONDS = 1_000;
const never = new AbortController().signal;

/** The table of one machine: made at the first start, and swept of what DynamoDB would delete by its time to live. */
export interface LocalTable {
  /** Deletes what is past its time to live. @returns how many items */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/**
 * @param clock epoch milliseconds
 * @throws StartProblem when no engine answers, or it refuses to make the table
 */
export async function openTokensTable(source: DynamoDbDataSource, clock: () => number): Promise<LocalTable> {
  const wire = createWire(source, clock);
  const refusal = await createIfMissing(wire, source.tableName);
  if (refusal !== undefined) {
    await wire.close();
    throw new StartProblem(
      `the DynamoDB-compatible engine at ${source.endpoint} did not make the table ${source.tableName} (${refusal}): see that it runs, or name another by DYNAMODB_URL`,
    );
  }
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

/** @returns why there is none; undefined when there is */
async function createIfMissing(wire: Wire, TableName: string): Promise<string | undefined> {
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
    AbortSignal.timeout(ANSWER_MILLISECONDS),
  );
  return error?.type === "DynamoDB:ResourceInUseException" ? undefined : error?.message;
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
