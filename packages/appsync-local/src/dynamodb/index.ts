/** A DynamoDB-compatible engine on this machine, and a client for its wire protocol. */
export { decodeItem } from "../datasources/dynamodb/values.ts";
export { createWire, type Reply, type Wire, type WrapWire } from "../datasources/dynamodb/wire.ts";
export { type DynamoDbEngine, type DynamoDbOptions, startDynamoDb } from "./engine.ts";
