import { join } from "node:path";
import type { DynamoDbDataSource } from "appsync-local";
import type { DynamoDbEngine } from "appsync-local/dynamodb";
import { createTable, probeEngine, startEngine, type TableDefinition, TableRefused } from "../dynamodb/index.ts";
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

/**
 * Creates a table at the first start, and asks an engine that somebody named whether it has all that is needed.
 *
 * @throws StartProblem when no engine answers, it refuses, or lacks something
 */
export async function createOrExplain(
  source: DynamoDbDataSource,
  definition: TableDefinition,
  { clock, isNamed }: { clock: () => number; isNamed: boolean },
): Promise<void> {
  try {
    await createTable(source, definition, clock);
    if (isNamed) await probeEngine(source, definition, clock);
  } catch (error) {
    if (!(error instanceof TableRefused)) throw error;
    throw new StartProblem(`${error.message}: see that it runs, or name another by DYNAMODB_URL`);
  }
}

/** Resolves when the engine has ended although nobody closed the service. */
export const lossOf = (engine: DynamoDbEngine | undefined, closing: Closing): Promise<StartProblem> =>
  new Promise((resolve) => {
    void engine?.ended.then(() => {
      if (closing.hasBegun()) return;
      resolve(new StartProblem("the embedded engine has ended: start again; everything that was answered is stored"));
    });
  });
