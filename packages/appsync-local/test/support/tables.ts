import { randomUUID } from "node:crypto";
import { type AttributeDefinition, DynamoDB } from "@aws-sdk/client-dynamodb";
import type { CallContext, DataSourceAnswer, DataSourceClient, Json } from "../../src/contracts.ts";
import { createDataSource } from "../../src/datasources/create.ts";
import type { Fault, Faults } from "../../src/datasources/faults.ts";
import type { DynamoDbDataSource } from "../../src/description.ts";
import { startDynamoDb } from "../../src/dynamodb/engine.ts";
import { createFaultSwitch } from "../../src/fault-switch.ts";

type JsonObject = { [key: string]: Json };

export const CREDENTIALS = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };

/** A call that nothing ends. */
export const call = (signal: AbortSignal = new AbortController().signal): CallContext => ({ requestId: "r", signal });

/** A new table, seen by AWS's own client (`sdk`) and as a data source. */
export interface TestTable {
  source: DynamoDbDataSource;
  faults: Faults;
  client: DataSourceClient;
  /** @param request what a handler returns: JSON */
  invoke(request: object): Promise<DataSourceAnswer>;
}

export interface TestEngine {
  endpoint: string;
  sdk: DynamoDB;
  /** A table with the string key `pk` (and `sk`, as `keys` says) and an index `byColor` over `color`. */
  table(keys?: ("pk" | "sk")[]): Promise<TestTable>;
  stop(): Promise<void>;
}

/** The real engine, for one test file. */
export async function startEngine(): Promise<TestEngine> {
  const engine = await startDynamoDb();
  const sdk = new DynamoDB({ endpoint: engine.endpoint, region: "us-east-1", credentials: CREDENTIALS });
  const clients: DataSourceClient[] = [];
  return {
    endpoint: engine.endpoint,
    sdk,
    async table(keys = ["pk"]) {
      const tableName = `table-${randomUUID()}`;
      const string = (AttributeName: string): AttributeDefinition => ({ AttributeName, AttributeType: "S" });
      await sdk.createTable({
        TableName: tableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [...keys, "color"].map(string),
        KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? "HASH" : "RANGE" })),
        GlobalSecondaryIndexes: [
          {
            IndexName: "byColor",
            KeySchema: [{ AttributeName: "color", KeyType: "HASH" }],
            Projection: { ProjectionType: "KEYS_ONLY" },
          },
        ],
      });
      const source: DynamoDbDataSource = {
        type: "AMAZON_DYNAMODB",
        tableName,
        region: "us-east-1",
        endpoint: engine.endpoint,
        credentials: CREDENTIALS,
      };
      const faults = createFaultSwitch<Fault>();
      const client = createDataSource(source, { name: "table", faults, clock: Date.now });
      clients.push(client);
      return { source, faults, client, invoke: (request) => client.invoke(request as JsonObject, call()) };
    },
    async stop() {
      await Promise.all(clients.map((client) => client.close()));
      sdk.destroy();
      await engine.stop();
    },
  };
}
