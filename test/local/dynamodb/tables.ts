import { DynamoDB } from "@aws-sdk/client-dynamodb";
import type { DynamoDbDataSource } from "appsync-local";
import { type DynamoDbEngine, startDynamoDb } from "appsync-local/dynamodb";
import { afterAll, beforeAll } from "vitest";

/** What tests of the tables share: a real engine, names of tables in it, and the time. */

export const NOW = 1_800_000_000;
export const clock = () => NOW * 1000 + 999;
const region = "us-east-1";
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "none" };

/** Starts the engine of a test file. */
export function useEngine(): () => { endpoint: string; sdk: DynamoDB } {
  let engine: DynamoDbEngine;
  let sdk: DynamoDB;
  beforeAll(async () => {
    engine = await startDynamoDb();
    sdk = new DynamoDB({ endpoint: engine.endpoint, region, credentials, maxAttempts: 1 });
  });
  afterAll(async () => {
    sdk.destroy();
    await engine.stop();
  });
  return () => ({ endpoint: engine.endpoint, sdk });
}

let tables = 0;
export const newTable = () => {
  tables += 1;
  return `Tokens${tables}`;
};

export const sourceOf = (endpoint: string, tableName: string): DynamoDbDataSource => ({
  type: "AMAZON_DYNAMODB",
  tableName,
  region,
  endpoint,
  credentials,
});
