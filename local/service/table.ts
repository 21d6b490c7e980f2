import { join } from "node:path";
import type { DynamoDbDataSource } from "appsync-local";
import type { DynamoDbEngine } from "appsync-local/dynamodb";
import { CLIENTS_TABLE, TOKENS_TABLE } from "../../contract/tables.ts";
import { type LocalTable, openTable, startEngine, type TableDefinition, TableRefused } from "../dynamodb/index.ts";
import type { Closing } from "./closing.ts";
import { StartProblem } from "./start-problem.ts";
import { type LocalState, REGION } from "./state.ts";

export const TABLE_NAME = "Tokens";
export const CLIENTS_TABLE_NAME = "Clients";

/** Starts the embedded engine over the folder's database. */
export async function startFolderEngine(folder: string, closing: Closing): Promise<DynamoDbEngine> {
  const engine = await startEngine({ dbPath: join(folder, "tokens.db"), pidPath: join(folder, "engine.pid") });
  closing.add(() => engine.stop());
  return engine;
}

/** A table as the steps use it: with the credentials of the API's own role. */
export const tableSource = (endpoint: string, { api }: LocalState, tableName = TABLE_NAME): DynamoDbDataSource => ({
  type: "AMAZON_DYNAMODB",
  tableName,
  region: REGION,
  endpoint,
  credentials: api,
});

/** Opens the table Tokens, creating it at the first start. @throws StartProblem when no engine answers, or it refuses */
export const openTokensTable = (source: DynamoDbDataSource, clock: () => number, closing: Closing) =>
  openOrExplain(source, TOKENS_TABLE, clock, closing);

/** Opens the table Clients likewise. */
export const openClientsTable = (source: DynamoDbDataSource, clock: () => number, closing: Closing) =>
  openOrExplain(source, CLIENTS_TABLE, clock, closing);

async function openOrExplain(
  source: DynamoDbDataSource,
  definition: TableDefinition,
  clock: () => number,
  closing: Closing,
): Promise<LocalTable> {
  const table = await openTable(source, definition, clock).catch((error: Error) => {
    if (!(error instanceof TableRefused)) throw error;
    throw new StartProblem(`${error.message}: see that it runs, or name another by DYNAMODB_URL`);
  });
  closing.add(() => table.close());
  return table;
}

/** Resolves when the engine has ended although nobody closed the service. */
export const lossOf = (engine: DynamoDbEngine | undefined, closing: Closing): Promise<StartProblem> =>
  new Promise((resolve) => {
    void engine?.ended.then(() => {
      if (closing.hasBegun()) return;
      resolve(new StartProblem("the embedded engine has ended: start again; everything that was answered is stored"));
    });
  });
