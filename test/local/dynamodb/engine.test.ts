import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startDynamoDb } from "appsync-local/dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { startEngine } from "../../../local/dynamodb/index.ts";
import { isAlive, newFolder } from "../running-start.ts";

function newFiles() {
  const folder = newFolder();
  return { dbPath: join(folder, "tokens.db"), pidPath: join(folder, "engine.pid") };
}

async function expectNewEngine(files: ReturnType<typeof newFiles>, oldPid: number): Promise<void> {
  const engine = await startEngine(files);
  onTestFinished(() => engine.stop());
  expect(engine.pid).not.toBe(oldPid);
  expect(readFileSync(files.pidPath, "utf8")).toBe(String(engine.pid));
}

test("an engine that a killed start left running is ended by the next start", async () => {
  const files = newFiles();
  const orphan = await startDynamoDb({ dbPath: files.dbPath });
  onTestFinished(() => orphan.stop());
  writeFileSync(files.pidPath, String(orphan.pid));
  await expectNewEngine(files, orphan.pid);
  await expect.poll(() => isAlive(orphan.pid)).toBe(false);
});

test("a process that merely has the id of an old engine is left alone", async () => {
  const files = newFiles();
  writeFileSync(files.pidPath, String(process.pid));
  await expectNewEngine(files, process.pid);
});
