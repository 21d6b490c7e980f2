import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startDynamoDb } from "appsync-local/dynamodb";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Outputs } from "../../local/service/service.ts";
import { backendOf, codeIn, REQUEST, VERIFY } from "../service/support.ts";
import { comparable, demoInReadme } from "../support/readme.ts";
import { enginePid, isAlive, newFolder, outputsOf, type Run, run } from "./running-start.ts";

/** `npm start` and `npm run demo` as processes: what they say, what they leave, what they survive. */

async function start(env?: Record<string, string>): Promise<Run & { outputs: Outputs }> {
  const running = run("start.ts", env);
  return { ...running, outputs: await outputsOf(running) };
}

async function end(running: Run, signal: NodeJS.Signals) {
  running.child.kill(signal);
  return (await running.ended).end;
}

const filesOf = (folder: string) => readdirSync(folder).map((name) => join(folder, name));

describe("a start", () => {
  test("says where everything is, and writes it to outputs.json, for its owner alone", async () => {
    const { outputs, folder, stdout, stderr, child } = await start();
    expect(Object.keys(outputs).sort()).toEqual(
      [
        ...["region", "graphqlUrl", "userPoolId", "userPoolClientId", "cognitoUrl"],
        ...["pid", "dynamodbUrl", "inboxUrl", "backends"],
      ].sort(),
    );
    expect(outputs.pid).toBe(child.pid);
    for (const url of [outputs.graphqlUrl, outputs.cognitoUrl, outputs.dynamodbUrl, outputs.inboxUrl]) {
      expect(new URL(url).hostname).toMatch(/^127\./);
    }
    expect(outputs.backends).toHaveLength(2);
    for (const backend of outputs.backends) {
      expect(backend).toEqual({
        accessKeyId: expect.any(String),
        secretAccessKey: expect.any(String),
        userArn: expect.stringMatching(/^arn:aws:sts::\d{12}:assumed-role\/[a-z-]+\/local$/),
      });
    }
    for (const file of filesOf(folder)) expect(statSync(file).mode & 0o777, file).toBe(0o600);

    await expect.poll(stdout).toContain("npm run demo");
    for (const told of [outputs.graphqlUrl, outputs.inboxUrl, outputs.cognitoUrl, "user@example.com"]) {
      expect(stdout()).toContain(told);
    }
    for (const { secretAccessKey } of outputs.backends) expect(stdout()).not.toContain(secretAccessKey);
    expect(stderr()).toBe("");
    expect((await fetch(outputs.inboxUrl)).status).toBe(200);
    const keys = await fetch(`${outputs.cognitoUrl}/${outputs.userPoolId}/.well-known/jwks.json`);
    expect(await keys.json()).toMatchObject({ keys: expect.any(Array) });
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s leaves nothing running and no outputs.json",
    async (signal) => {
      const running = await start();
      const { outputs, folder } = running;
      const engine = enginePid(folder);
      expect(isAlive(engine)).toBe(true);
      await (await fetch(outputs.inboxUrl)).text();
      running.child.kill(signal);
      expect(await end(running, signal)).toBe(0);
      expect(isAlive(engine)).toBe(false);
      expect(readdirSync(folder)).not.toContain("outputs.json");
      for (const url of [outputs.graphqlUrl, outputs.inboxUrl, outputs.cognitoUrl, outputs.dynamodbUrl]) {
        await expect(fetch(url)).rejects.toThrow();
      }
      expect(running.stderr()).toBe("");
    },
  );

  test("--help says how it is used, and starts nothing", async () => {
    const help = run("start.ts", {}, ["--help"]);
    expect((await help.ended).end).toBe(0);
    for (const word of ["npm start", "PORT", "LOCAL_DIR", "OTP_SETTINGS", "DYNAMODB_URL", "Ctrl-C"]) {
      expect(help.stdout()).toContain(word);
    }
    expect(readdirSync(help.folder)).toEqual([]);
  });

  test("runs over an engine of one's own, and leaves that alone", async () => {
    const engine = await startDynamoDb();
    onTestFinished(() => engine.stop());
    const running = await start({ DYNAMODB_URL: engine.endpoint });
    expect(running.outputs.dynamodbUrl).toBe(engine.endpoint);
    const input = { channel: "EMAIL", subject: "own-engine", destination: "own@example.com" };
    expect((await backendOf(running.outputs)(REQUEST, { input })).errors).toBeUndefined();
    expect(await end(running, "SIGINT")).toBe(0);
    expect(isAlive(engine.pid)).toBe(true);
  });

  test("takes its settings from OTP_SETTINGS", async () => {
    const file = join(newFolder(), "settings.json");
    writeFileSync(file, JSON.stringify({ backends: { "only-backend": "only" } }));
    expect((await start({ OTP_SETTINGS: file })).outputs.backends.map(({ userArn }) => userArn)).toEqual([
      expect.stringContaining("/only-backend/"),
    ]);
  });
});

describe("state", () => {
  const subject = "survivor";

  async function ask(outputs: Outputs) {
    const input = { channel: "EMAIL", subject, destination: "survivor@example.com", data: '{"kept":true}' };
    const { data, errors } = await backendOf(outputs)(REQUEST, { input });
    expect(errors).toBeUndefined();
    const [message] = (await (await fetch(`${outputs.inboxUrl}.json`)).json()) as { text: string }[];
    return { id: data.requestOtp.token.id as string, code: codeIn(message?.text ?? ""), subject };
  }

  async function verify(outputs: Outputs, input: object) {
    const { data } = await backendOf(outputs)(VERIFY, { input });
    return data.verifyOtp;
  }

  test("survives SIGTERM (test/crash has what survives SIGKILL): tokens verify, and keys and users are the same", async () => {
    const first = await start();
    const token = await ask(first.outputs);
    const engine = enginePid(first.folder);
    await end(first, "SIGTERM");
    await expect.poll(() => isAlive(engine)).toBe(false);

    const { outputs } = await start({ LOCAL_DIR: first.folder });
    const { userPoolId, userPoolClientId, backends } = first.outputs;
    expect(outputs).toMatchObject({ userPoolId, userPoolClientId, backends });
    expect(await verify(outputs, token)).toMatchObject({ status: "VERIFIED", data: '{"kept":true}' });
    const demo = run("demo.ts", { LOCAL_DIR: first.folder });
    expect(await demo.ended, demo.stderr()).toMatchObject({ end: 0 });
  });

  test("a start ends the engine that a killed one left behind", async () => {
    const folder = newFolder();
    const left = await startDynamoDb({ dbPath: join(folder, "tokens.db") });
    onTestFinished(() => left.stop());
    writeFileSync(join(folder, "engine.pid"), String(left.pid));
    await start({ LOCAL_DIR: folder });
    await expect.poll(() => isAlive(left.pid)).toBe(false);
    expect(enginePid(folder)).not.toBe(left.pid);
  });

  test("a start leaves a process alone that merely has the id of an old engine", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "engine.pid"), String(process.pid));
    await start({ LOCAL_DIR: folder });
    expect(enginePid(folder)).not.toBe(process.pid);
  });

  test("a start takes the folder of one whose id another process has now", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "start.pid"), `${process.pid} 1`);
    await start({ LOCAL_DIR: folder });
  });
});

describe("what cannot start says what is wrong and what to do", () => {
  const ofFile = (content: string) => {
    const file = join(newFolder(), "file.json");
    writeFileSync(file, content);
    return file;
  };
  const serving = async (handler?: Parameters<typeof createServer>[1]) => {
    const server = createServer(handler ?? (() => {}));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  };

  async function refused(env: Record<string, string>, ...words: (string | RegExp)[]) {
    const { ended, stdout, stderr, folder } = run("start.ts", env);
    const { end: code } = await ended;
    for (const word of words) expect(stderr()).toMatch(word);
    expect(stderr()).not.toMatch(/^\s+at /m);
    expect(stderr().trim().split("\n").length).toBeLessThan(4);
    expect(stdout()).toBe("");
    expect(code).toBe(1);
    return folder;
  }

  test("a port in use", async () => {
    const port = await serving();
    await refused({ PORT: String(port) }, `port ${port} is in use`, "set PORT to another");
  });

  test.each(["no", "70000"])("PORT=%s", async (PORT) => {
    await refused({ PORT }, "PORT has to be a whole number", PORT);
  });

  test("a folder that cannot be written to", async () => {
    const LOCAL_DIR = join(ofFile("a file"), "below");
    await refused({ LOCAL_DIR }, LOCAL_DIR, "cannot be written to", "set LOCAL_DIR");
  });

  test.each([
    ["that are no JSON", "{ token: 5", ["cannot be read as JSON"]],
    ["with a key that is none", '{"token":{"lifeSecond":60}}', ["token.lifeSecond is not a setting", "lifeSeconds"]],
    ["out of bounds", '{"token":{"lifeSeconds":601}}', ["token.lifeSeconds", "from 120 to 600", "601"]],
  ])("settings %s", async (_, content, words) => {
    await refused({ OTP_SETTINGS: ofFile(content) }, "the settings cannot be used", ...words);
  });

  test("settings that are not there", async () => {
    const OTP_SETTINGS = join(newFolder(), "none.json");
    await refused({ OTP_SETTINGS }, OTP_SETTINGS, "there is no file");
  });

  test("an engine that nobody listens for, does not answer, or is another kind of server", async () => {
    const silent = await serving();
    const other = await serving((_, response) => response.end("<html>"));
    for (const port of [1, silent, other]) {
      const DYNAMODB_URL = `http://127.0.0.1:${port}`;
      await refused({ DYNAMODB_URL }, DYNAMODB_URL, "see that it runs, or name another by DYNAMODB_URL");
    }
  });

  test.each(["localhost:8000", "http://127.0.0.1:8000/path"])("DYNAMODB_URL=%s", async (DYNAMODB_URL) => {
    await refused({ DYNAMODB_URL }, "DYNAMODB_URL has to be of the form", DYNAMODB_URL);
  });

  test("state of another version, or that cannot be read", async () => {
    for (const [content, words] of [
      ['{"version":0}', "made by another version"],
      ["{", "cannot be read"],
    ] as const) {
      const LOCAL_DIR = newFolder();
      const file = join(LOCAL_DIR, "state.json");
      writeFileSync(file, content);
      await refused({ LOCAL_DIR }, file, words, "start anew", "LOCAL_DIR");
      expect(readFileSync(file, "utf8")).toBe(content);
    }
  });

  test("a database that is none", async () => {
    const LOCAL_DIR = newFolder();
    writeFileSync(join(LOCAL_DIR, "tokens.db"), "no database ".repeat(100));
    await refused({ LOCAL_DIR }, join(LOCAL_DIR, "tokens.db"), "delete");
  });

  test("a second start on one folder, and the first goes on", async () => {
    const first = await start();
    const engine = enginePid(first.folder);
    await refused({ LOCAL_DIR: first.folder }, first.folder, `process ${first.child.pid}`, "set LOCAL_DIR");
    expect(isAlive(engine)).toBe(true);
    expect(await outputsOf(first)).toEqual(first.outputs);
    expect((await fetch(first.outputs.inboxUrl)).status).toBe(200);
  });

  test("what could not start leaves the folder to the next one", async () => {
    const LOCAL_DIR = join(newFolder(), "deep", "below");
    mkdirSync(LOCAL_DIR, { recursive: true });
    await refused({ LOCAL_DIR, DYNAMODB_URL: "http://127.0.0.1:1" }, "DYNAMODB_URL");
    await start({ LOCAL_DIR });
  });
});

describe("the demo", () => {
  test("shows a person each step", async () => {
    const { folder } = await start();
    const demo = run("demo.ts", { LOCAL_DIR: folder });
    expect((await demo.ended).end, demo.stderr()).toBe(0);
    const said = demo.stdout().trim().split("\n");
    for (const [line, words] of [
      [0, /signed in as user@example\.com/],
      [1, /asked for a code by SMS +to \+1•+23/],
      [2, /the phone shows .*\b\d{6}\b/],
      [3, /checked \d{6} +WRONG_CODE, 4 attempts left/],
      [4, /active tokens +1/],
      [5, /checked \d{6} +VERIFIED.*"cart":42/],
      [6, /checked it once more +EXPIRED/],
      [7, /active tokens +0/],
    ] as const) {
      expect(said[line]).toMatch(words);
    }
    expect(comparable(demo.stdout())).toBe(comparable(demoInReadme()));
    const again = run("demo.ts", { LOCAL_DIR: folder });
    expect((await again.ended).end).toBe(1);
    expect(again.stderr()).toMatch(/Throttled.*\n.*try again/);
  });

  test("without a start it says so, also after one that was killed", async () => {
    const nothing = run("demo.ts");
    expect((await nothing.ended).end).toBe(1);
    expect(nothing.stderr()).toMatch(/nothing is running in .*npm start/);
    const killed = await start();
    await end(killed, "SIGKILL");
    const stale = run("demo.ts", { LOCAL_DIR: killed.folder });
    expect((await stale.ended).end).toBe(1);
    expect(stale.stderr()).toMatch(/nothing is running in .*npm start/);
  });

  test("--help says how it is used", async () => {
    const help = run("demo.ts", {}, ["--help"]);
    expect((await help.ended).end).toBe(0);
    expect(help.stdout()).toContain("npm run demo");
  });
});
