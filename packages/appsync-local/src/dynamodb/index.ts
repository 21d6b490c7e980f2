/** A DynamoDB-compatible engine on this machine, and the wire to it. */
export { decodeItem } from "../datasources/dynamodb/values.ts";
export { createWire, type Reply, type Wire } from "../datasources/dynamodb/wire.ts";
export { type DynamoDbEngine, type DynamoDbOptions, startDynamoDb } from "./engine.ts";
