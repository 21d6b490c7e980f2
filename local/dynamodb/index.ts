/** DynamoDB on one machine: the embedded engine, and a table with stand-ins for its time to live and its stream. */
export { startEngine } from "./engine.ts";
export { openStream, type StreamRecord, type TableStream } from "./stream.ts";
export { type LocalTable, openTable, type TableDefinition, TableRefused } from "./table.ts";
