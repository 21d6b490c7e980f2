/** DynamoDB on one machine: the embedded engine, tables, and stand-ins for their time to live and their streams. */
export type { Journal } from "./change-log.ts";
export { emptyTable } from "./empty-table.ts";
export { startEngine } from "./engine.ts";
export type { BatchAnswer } from "./event-source-mapping.ts";
export type { FilterPattern } from "./filter.ts";
export { probeEngine } from "./probe.ts";
export type { StreamRecord } from "./record.ts";
export { openStreams, type TableStreams } from "./stream.ts";
export { type Sweeper, startSweeper } from "./sweeper.ts";
export { createTable, type TableDefinition, TableRefused } from "./table.ts";
