import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test, vi } from "vitest";
import { type DynamoDbOptions, startDynamoDb } from "../../src/dynamodb/engine.ts";

async function start(options?: DynamoDbOptions) {
  const engine = await startDynamoDb(options);
  onTestFinished(() => engine.stop());
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const sdk = new DynamoDB({ endpoint: engine.endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  onTestFinished(() => sdk.destroy());
  return { ...engine, sdk };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const listen = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
};

const TABLE = {
  TableName: "kept",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
} as const;

test("answers at once when it is started, on loopback, several side by side", async () => {
  const engines = await Promise.all([start(), start(), start()]);
  for (const { endpoint, sdk } of engines) {
    expect(endpoint).toMatch(/^http:\/\/127\.\d+\.\d+\.\d+:\d+$/);
    expect((await sdk.listTables()).TableNames).toEqual([]);
  }
  expect(new Set(engines.map(({ endpoint }) => endpoint)).size).toBe(3);
});

test("is gone when stop is over", async () => {
  const { pid, stop } = await start();
  expect(isAlive(pid)).toBe(true);
  await stop();
  expect(isAlive(pid)).toBe(false);
  await stop();
});

test("keeps tables in the file it is given", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dynamodb-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const dbPath = join(folder, "tables.db");
  const first = await start({ dbPath });
  await first.sdk.createTable(TABLE as never);
  await first.stop();
  expect((await (await start({ dbPath })).sdk.listTables()).TableNames).toEqual(["kept"]);
});

test("says why when it cannot start", async () => {
  const port = await listen(createServer());
  await expect(startDynamoDb({ port })).rejects.toThrow(`port ${port} is already in use`);
  await expect(startDynamoDb({ dbPath: "/no/such/folder/x.db" })).rejects.toThrow(/unable to open database file/);
});

/** A process of its own that starts an engine, prints where it listens, and waits. */
async function startParent(): Promise<{ parent: ChildProcess; endpoint: string }> {
  const module = fileURLToPath(new URL("../../src/dynamodb/engine.ts", import.meta.url));
  const code = `import { startDynamoDb } from ${JSON.stringify(module)}; console.log((await startDynamoDb()).endpoint);`;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void parent.kill("SIGKILL"));
  const [line] = await once(parent.stdout as NodeJS.ReadableStream, "data");
  return { parent, endpoint: String(line).trim() };
}

const answers = (endpoint: string) =>
  fetch(endpoint).then(
    () => true,
    () => false,
  );

test.runIf(existsSync("/usr/bin/setpriv")).each(["SIGKILL", "SIGTERM"] as const)(
  "dies with its parent after %s",
  async (signal) => {
    const { parent, endpoint } = await startParent();
    expect(await answers(endpoint)).toBe(true);
    parent.kill(signal);
    await once(parent, "exit");
    await vi.waitFor(async () => expect(await answers(endpoint)).toBe(false));
  },
);
