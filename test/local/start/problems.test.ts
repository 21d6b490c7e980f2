import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { startDynamoDb } from "appsync-local/dynamodb";
import { describe, expect, onTestFinished, test } from "vitest";
import { explain } from "../../../local/explain.ts";
import { checkPorts, type Environment, folderOf, readOptions } from "../../../local/options.ts";
import { type Service, startService } from "../../../local/service/index.ts";
import { newFolder } from "../running-start.ts";

/** For each problem of a start that a person can solve, the message says what is wrong and what to do. */

const UNREACHABLE = "http://127.0.0.1:1";

/** The steps of `local/start.ts`, in this process. */
async function start(environment: Environment): Promise<Service> {
  const options = readOptions(environment);
  await checkPorts(options.port);
  const service = await startService(options);
  onTestFinished(() => service.close());
  return service;
}

async function expectRefusal(environment: Environment, ...words: string[]): Promise<void> {
  const complete = { PORT: "0", LOCAL_DIR: newFolder(), ...environment };
  const message = await start(complete).then(
    () => "it has started",
    (error) => explain(error, folderOf(complete)),
  );
  for (const word of words) expect(message).toContain(word);
  expect(message).not.toMatch(/^\s+at /m);
  expect(message.trim().split("\n").length).toBeLessThan(4);
}

function fileWith(content: string): string {
  const file = join(newFolder(), "file.json");
  writeFileSync(file, content);
  return file;
}

async function listen(handler: Parameters<typeof createServer>[1] = () => {}): Promise<number> {
  const server = createServer(handler);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

describe("a start is refused, and the message says what to do,", () => {
  test("when a port is in use", async () => {
    const port = await listen();
    await expectRefusal({ PORT: String(port) }, `port ${port} is in use`, "set PORT to another");
  });

  test.each(["no", "70000"])("when PORT is %s", async (PORT) => {
    await expectRefusal({ PORT }, "PORT has to be a whole number", PORT);
  });

  test("when the folder cannot be written to", async () => {
    const LOCAL_DIR = join(fileWith("a file"), "below");
    await expectRefusal({ LOCAL_DIR }, LOCAL_DIR, "cannot be written to", "set LOCAL_DIR");
  });

  test.each([
    ["are not JSON", "{ token: 5", ["cannot be read as JSON"]],
    ["have an unknown key", '{"token":{"lifeSecond":60}}', ["token.lifeSecond is not a setting", "lifeSeconds"]],
    ["are out of bounds", '{"token":{"lifeSeconds":601}}', ["token.lifeSeconds", "from 120 to 600", "601"]],
  ])("when the settings %s", async (_, content, words) => {
    await expectRefusal({ OTP_SETTINGS: fileWith(content) }, "the settings cannot be used", ...words);
  });

  test("when there is no file of settings", async () => {
    const OTP_SETTINGS = join(newFolder(), "none.json");
    await expectRefusal({ OTP_SETTINGS }, OTP_SETTINGS, "there is no file");
  });

  test("when no engine listens at DYNAMODB_URL, it does not answer, or another kind of server does", async () => {
    const silent = await listen();
    const other = await listen((_, response) => response.end("<html>"));
    for (const port of [1, silent, other]) {
      const DYNAMODB_URL = `http://127.0.0.1:${port}`;
      await expectRefusal({ DYNAMODB_URL }, DYNAMODB_URL, "see that it runs, or name another by DYNAMODB_URL");
    }
  });

  test.each([
    ["TransactWriteItems", "transactions (no TransactWriteItems here)"],
    ["DeleteItem", "items in the answers to failed conditions"],
  ])("when the engine of DYNAMODB_URL has no %s", async (operation, missing) => {
    const engine = await startDynamoDb();
    onTestFinished(() => engine.stop());
    const port = await listen(async (request, response) => {
      const target = String(request.headers["x-amz-target"]);
      if (target.endsWith(`.${operation}`)) {
        const problem = { __type: "UnknownOperationException", message: `no ${operation} here` };
        response.writeHead(400).end(JSON.stringify(problem));
        return;
      }
      const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
      const body = await new Response(Readable.toWeb(request) as ReadableStream).text();
      const answer = await fetch(engine.endpoint, { method: "POST", headers: headers as Record<string, string>, body });
      response.writeHead(answer.status).end(await answer.text());
    });
    const DYNAMODB_URL = `http://127.0.0.1:${port}`;
    await expectRefusal({ DYNAMODB_URL }, `${DYNAMODB_URL} has no ${missing}, which the service needs`, "name another");
  });

  test.each(["localhost:8000", "http://127.0.0.1:8000/path"])("when DYNAMODB_URL is %s", async (DYNAMODB_URL) => {
    await expectRefusal({ DYNAMODB_URL }, "DYNAMODB_URL has to be of the form", DYNAMODB_URL);
  });

  test.each([
    ["is of another version", '{"version":0}', "made by another version"],
    ["cannot be read", "{", "cannot be read"],
  ])("when the folder's state %s, which it leaves as it is", async (_, content, words) => {
    const LOCAL_DIR = newFolder();
    const file = join(LOCAL_DIR, "state.json");
    writeFileSync(file, content);
    await expectRefusal({ LOCAL_DIR }, file, words, "start anew", "LOCAL_DIR");
    expect(readFileSync(file, "utf8")).toBe(content);
  });

  test("when the database is broken", async () => {
    const LOCAL_DIR = newFolder();
    writeFileSync(join(LOCAL_DIR, "tokens.db"), "no database ".repeat(100));
    await expectRefusal({ LOCAL_DIR }, join(LOCAL_DIR, "tokens.db"), "delete");
  });
});

test("a folder is locked neither by a start that failed nor by one whose process id another process has now", async () => {
  const LOCAL_DIR = join(newFolder(), "deep", "below");
  mkdirSync(LOCAL_DIR, { recursive: true });
  await expectRefusal({ LOCAL_DIR, DYNAMODB_URL: UNREACHABLE }, "DYNAMODB_URL");
  expect(existsSync(join(LOCAL_DIR, "start.pid"))).toBe(false);
  writeFileSync(join(LOCAL_DIR, "start.pid"), `${process.pid} 1`);
  const { outputs } = await start({ PORT: "0", LOCAL_DIR });
  expect((await fetch(outputs.inboxUrl)).status).toBe(200);
});
