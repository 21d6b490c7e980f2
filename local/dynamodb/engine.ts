import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { type DynamoDbEngine, startDynamoDb } from "appsync-local/dynamodb";

interface EngineFiles {
  dbPath: string;
  /** The file that the engine's process id is kept in. */
  pidPath: string;
}

/** Starts the embedded engine over a database. An orphaned engine of the same database is ended first. */
export async function startEngine({ dbPath, pidPath }: EngineFiles): Promise<DynamoDbEngine> {
  endOrphanedEngine({ dbPath, pidPath });
  const engine = await startDynamoDb({ dbPath });
  writeFileSync(pidPath, String(engine.pid), { mode: 0o600 });
  return engine;
}

/**
 * Where the system can do that, an engine ends with its parent. Elsewhere a killed start leaves its engine running: this ends
 * it, if the process of that id still is an engine over this database.
 */
function endOrphanedEngine({ dbPath, pidPath }: EngineFiles): void {
  try {
    const pid = Number(readFileSync(pidPath, "utf8"));
    if (readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(dbPath)) process.kill(pid, "SIGKILL");
  } catch {
    // There is no file or no such process, so there is no orphaned engine.
  }
  rmSync(pidPath, { force: true });
}
