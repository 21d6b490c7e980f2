/** DynamoDB on one machine: the embedded engine, and a table with a stand-in for its time to live. */
export { startEngine } from "./engine.ts";
export { type LocalTable, openTable, type TableDefinition, TableRefused } from "./table.ts";
