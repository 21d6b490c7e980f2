import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientConfig } from "./sdk.ts";

let client: DynamoDBClient | undefined;

/** Gives the client of DynamoDB, which is made once in each instance of a function. */
export function dynamodb(): DynamoDBClient {
  client ??= new DynamoDBClient(clientConfig());
  return client;
}
