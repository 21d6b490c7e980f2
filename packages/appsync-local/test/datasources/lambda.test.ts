import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Json } from "../../src/contracts.ts";
import { createDataSource } from "../../src/datasources/create.ts";
import { createLambda } from "../../src/datasources/lambda.ts";
import type { LambdaFunction } from "../../src/description.ts";
import { createFaultSwitch } from "../../src/fault-switch.ts";
import { call } from "../support/tables.ts";
import { startRecorder } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "lambda-"));
afterAll(() => rmSync(folder, { recursive: true }));

let bundles = 0;
function bundle(code: string, ending = "mjs"): string {
  const codePath = join(folder, `bundle${bundles++}.${ending}`);
  writeFileSync(codePath, code);
  return codePath;
}

/** A function whose handler has this body, of `event`, `context`, and `count`, the instance's events so far. */
const body = (code: string) =>
  bundle(`let count = 0; export const handler = async (event, context) => { count++; ${code} };`);

function start(codePath: string, more: Partial<LambdaFunction> = {}) {
  const logs: string[] = [];
  const lambda = createLambda({ codePath, ...more }, { name: "greeter", onLog: (line) => logs.push(line) });
  onTestFinished(() => lambda.close());
  return { ...lambda, logs };
}

/** What one event of a fresh function comes to. */
const once = (code: string, event: unknown = null, more: Partial<LambdaFunction> = {}) =>
  start(body(code), more).invoke(event);

describe("an event", () => {
  test("goes in and comes back as JSON, to one instance after the other", async () => {
    const { invoke } = start(body("return { event, count };"), { concurrency: 1 });
    expect(await invoke({ a: [1, "ü", null], b: undefined })).toEqual({
      payload: { event: { a: [1, "ü", null] }, count: 1 },
    });
    expect(await invoke(undefined)).toEqual({ payload: { event: null, count: 2 } });
  });

  test.each([
    ["undefined is null", "return undefined;", { payload: null }],
    ["a date is its text", "return new Date(0);", { payload: "1970-01-01T00:00:00.000Z" }],
    ["a function is null", "return () => {};", { payload: null }],
    ["a bigint is an error", "return 1n;", { errorType: "Error", errorMessage: "Unable to stringify response body" }],
    ["an error is an error", "throw new TypeError('no');", { errorType: "TypeError", errorMessage: "no" }],
    ["a thrown string is an error", "throw 'no';", { errorType: "string", errorMessage: "no" }],
  ])("%s", async (_, code, answer) => {
    expect(await once(code)).toEqual(answer);
  });

  test("may be answered and refused without promises", async () => {
    const handler = start(
      bundle("export const handler = (event) => { if (event) throw new Error('sync'); return 1; };"),
    );
    expect(await handler.invoke(null)).toEqual({ payload: 1 });
    expect(await handler.invoke(true)).toEqual({ errorType: "Error", errorMessage: "sync" });
  });

  test("of more than 6 MB is refused, in and out", async () => {
    const most = 6 * 1024 * 1024;
    const { invoke } = start(body(`return event === null ? "x".repeat(${most + 200}) : event.length;`));
    expect(await invoke("x".repeat(most - 2))).toEqual({ payload: most - 2 });
    expect(await invoke("x".repeat(most))).toMatchObject({ errorType: "RequestTooLargeException" });
    expect(await invoke(null)).toMatchObject({ errorType: "Function.ResponseSizeTooLarge" });
  });
});

describe("a bundle", () => {
  const code = "exports.handler = async () => 'handler'; exports.other = async () => 'other';";

  test.each([
    ["CommonJS", bundle(code, "cjs")],
    [
      "CommonJS whose exports Node cannot see",
      bundle(`Object.assign(module.exports, (() => { const exports = {}; ${code} return exports; })())`, "cjs"),
    ],
    ["ESM", bundle("export const handler = async () => 'handler'; export const other = async () => 'other';")],
    [
      "ESM without an ending that says so",
      bundle("export const handler = async () => 'handler'; export const other = async () => 'other';", "js"),
    ],
  ])("may be %s, its handler of any name", async (_, codePath) => {
    expect(await start(codePath).invoke(null)).toEqual({ payload: "handler" });
    expect(await start(codePath, { handlerName: "other" }).invoke(null)).toEqual({ payload: "other" });
  });

  test.each([
    [
      "without the handler",
      "export const other = 1;",
      "Runtime.HandlerNotFound",
      "handler is undefined or not exported",
    ],
    ["that throws", "throw new RangeError('at load');", "RangeError", "at load"],
    ["that is no JavaScript", "export const =", "SyntaxError", "="],
    [
      "with a callback",
      "export const handler = (e, c, done) => done();",
      "Runtime.CallbackHandlerDeprecated",
      "callback",
    ],
  ])("%s is an error of every event", async (_, text, errorType, errorMessage) => {
    const { invoke } = start(bundle(text));
    const error = { errorType, errorMessage: expect.stringContaining(errorMessage) };
    expect(await invoke(null)).toEqual(error);
    expect(await invoke(null)).toEqual(error);
  });
});

describe("the function's world", () => {
  test("has the description's environment, what Lambda adds to it, and nothing else", async () => {
    vi.stubEnv("SECRET_OF_THE_HOST", "x");
    const environment = { COLOR: "red", AWS_LAMBDA_FUNCTION_NAME: "forged" };
    const answer = await once("return process.env;", null, { environment, memoryMegabytes: 256 });
    expect(answer).toEqual({
      payload: {
        COLOR: "red",
        AWS_LAMBDA_FUNCTION_NAME: "greeter",
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
        AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/greeter",
        AWS_LAMBDA_LOG_STREAM_NAME: "local",
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: "index.handler",
      },
    });
  });

  test("can be changed by it without a trace in the host's", async () => {
    await once("process.env.LEFT_BY_FUNCTION = 'x'; globalThis.LEFT_BY_FUNCTION = 'x';");
    expect(process.env.LEFT_BY_FUNCTION).toBeUndefined();
    expect(globalThis).not.toHaveProperty("LEFT_BY_FUNCTION");
  });

  test("tells it about its event", async () => {
    const code = "return { ...context, left: context.getRemainingTimeInMillis() };";
    const { invoke } = start(body(code), { timeoutSeconds: 5 });
    const [first, second] = [await invoke(null), await invoke(null)] as { payload: Record<string, unknown> }[];
    expect(first?.payload).toMatchObject({
      functionName: "greeter",
      functionVersion: "$LATEST",
      memoryLimitInMB: "128",
    });
    expect(first?.payload.left).toBeGreaterThan(4_000);
    expect(first?.payload.left).toBeLessThanOrEqual(5_000);
    expect(first?.payload.awsRequestId).not.toBe(second?.payload.awsRequestId);
  });

  test("hands its output on, line by line", async () => {
    const { invoke, logs } = start(body("console.log('one\\ntwo'); console.error('three');"));
    await invoke(null);
    await vi.waitFor(() => expect(logs.toSorted()).toEqual(["one", "three", "two"]));
  });
});

describe("instances", () => {
  const PROBE = `globalThis.id ??= Math.random(); globalThis.running ??= 0;
    const running = ++globalThis.running; await new Promise(setImmediate); globalThis.running--;
    return { id, running };`;
  const probe = async (
    concurrency: number | undefined,
    work: (invoke: (event: number) => Promise<unknown>) => Promise<unknown[]>,
  ) => {
    const { invoke } = start(body(PROBE), concurrency === undefined ? {} : { concurrency });
    const payloads = (await work(invoke)).map(
      (answer) => (answer as { payload: { id: number; running: number } }).payload,
    );
    expect(payloads.every(({ running }) => running === 1)).toBe(true);
    return new Set(payloads.map(({ id }) => id)).size;
  };
  const sixAtOnce = (invoke: (event: number) => Promise<unknown>) => Promise.all([1, 2, 3, 4, 5, 6].map(invoke));

  test("take one event at a time, and grow to two", async () => {
    expect(await probe(undefined, sixAtOnce)).toBe(2);
  });

  test("grow to the concurrency and no further", async () => {
    expect(await probe(1, sixAtOnce)).toBe(1);
    expect(await probe(3, sixAtOnce)).toBe(3);
  });

  test("are reused rather than started", async () => {
    expect(await probe(5, async (invoke) => [await invoke(1), await invoke(2), await invoke(3)])).toBe(1);
  });
});

describe("what goes wrong hits one event alone", () => {
  test.each([
    [
      "too long",
      "await new Promise(() => {});",
      "Sandbox.Timedout",
      /^RequestId: [\w-]+ Error: Task timed out after 0\.20 seconds$/,
    ],
    ["an endless loop", "for (;;);", "Sandbox.Timedout", /Task timed out after 0\.20 seconds$/],
    ["process.exit", "process.exit(3);", "Runtime.ExitError", /Runtime exited with error: exit status 3$/],
    [
      "an uncaught exception",
      "setTimeout(() => { throw new RangeError('late'); }); await new Promise(() => {});",
      "RangeError",
      /^late$/,
    ],
    ["a null thrown late", "setTimeout(() => { throw null; }); await new Promise(() => {});", "object", /^null$/],
    [
      "an unhandled rejection",
      "Promise.reject(new RangeError('lost')); await new Promise(() => {});",
      "RangeError",
      /^lost$/,
    ],
  ])("%s", async (_, code, errorType, message) => {
    const { invoke } = start(body(`if (event === "ok") return count; ${code}`), {
      timeoutSeconds: 0.2,
      concurrency: 1,
    });
    expect(await invoke("ok")).toEqual({ payload: 1 });
    const answers = await Promise.all([invoke("bad"), invoke("ok"), invoke("ok")]);
    expect(answers).toEqual([
      { errorType, errorMessage: expect.stringMatching(message) },
      { payload: 1 },
      { payload: 2 },
    ]);
  });

  test("too much memory", async () => {
    const hoard = "if (event === 'ok') return 1; const all = []; for (;;) all.push(new Array(10_000).fill(count));";
    const { invoke } = start(body(hoard), { memoryMegabytes: 32, concurrency: 1, timeoutSeconds: 15 });
    expect(await invoke(null)).toMatchObject({ errorType: "Runtime.ExitError" });
    expect(await invoke("ok")).toEqual({ payload: 1 });
  });

  test("an instance that dies between two events is replaced", async () => {
    const { invoke } = start(body("setImmediate(() => process.exit()); return count;"), { concurrency: 1 });
    expect(await invoke(null)).toEqual({ payload: 1 });
    await vi.waitFor(async () => expect(await invoke(null)).toEqual({ payload: 1 }), 15_000);
  });
});

describe("waiting", () => {
  const HELD = "if (event === 'hold') await new Promise(() => {}); return count;";

  /** A function whose first event waits at a gate. */
  async function startGated() {
    const arrived = Promise.withResolvers<() => void>();
    const { origin } = await startRecorder((response) => arrived.resolve(() => response.end()));
    const code = "if (count === 1) await fetch(process.env.GATE); return count;";
    return { ...start(body(code), { concurrency: 1, environment: { GATE: origin } }), arrived: arrived.promise };
  }

  test("ends with the caller's signal, while the function runs on", async () => {
    const { invoke, arrived } = await startGated();
    const caller = new AbortController();
    const first = invoke(1, { signal: caller.signal });
    const release = await arrived;
    caller.abort();
    expect(await first).toMatchObject({ errorType: "ClientTimeout" });
    release();
    expect(await invoke(2)).toEqual({ payload: 2 });
  });

  test("events given up while they wait for an instance never run", async () => {
    const { invoke, arrived } = await startGated();
    const first = invoke(1);
    const release = await arrived;
    const caller = new AbortController();
    const second = invoke(2, { signal: caller.signal });
    caller.abort();
    expect(await second).toMatchObject({ errorType: "ClientTimeout" });
    release();
    expect(await first).toEqual({ payload: 1 });
    expect(await invoke(3)).toEqual({ payload: 2 });
  });

  test("ends when the function is closed, for events that run and for those that wait", async () => {
    const { invoke, close } = start(body(HELD), { concurrency: 1 });
    await invoke("warm");
    const pending = [invoke("hold"), invoke("hold")];
    await close();
    for (const answer of await Promise.all(pending)) expect(answer).toHaveProperty("errorType");
    expect(await invoke("late")).toMatchObject({ errorType: "ResourceNotReadyException" });
  });
});

describe("as a data source", () => {
  function open(codePath: string, more: Partial<LambdaFunction> = {}) {
    const logs: string[] = [];
    const onLog = (line: string) => logs.push(line);
    const client = createDataSource(
      { type: "AWS_LAMBDA", function: { codePath, ...more } },
      { name: "desk", faults: createFaultSwitch(), clock: Date.now, onLog },
    );
    onTestFinished(() => client.close());
    return { invoke: (request: { [key: string]: Json }) => client.invoke(request, call()), logs };
  }

  test("the payload is the event, the answer the result", async () => {
    const { invoke } = open(body("return { got: event, by: context.functionName };"));
    expect(await invoke({ operation: "Invoke", payload: { a: 1 } })).toEqual({ result: { got: { a: 1 }, by: "desk" } });
    expect(await invoke({ operation: "Invoke", invocationType: "RequestResponse" })).toMatchObject({
      result: { got: null },
    });
  });

  test("a throw is Lambda:Unhandled with the error's message", async () => {
    const { invoke } = open(body("throw new TypeError('out of stock');"));
    const error = { type: "Lambda:Unhandled", message: "out of stock" };
    expect(await invoke({ operation: "Invoke", payload: {} })).toEqual({
      result: null,
      error,
      functionErrorType: "TypeError",
    });
  });

  test("too long is Lambda:Unhandled with Lambda's words", async () => {
    const { invoke } = open(body("await new Promise(() => {});"), { timeoutSeconds: 0.05 });
    const { error } = await invoke({ operation: "Invoke", payload: {} });
    expect(error).toEqual({
      type: "Lambda:Unhandled",
      message: expect.stringContaining("Task timed out after 0.05 seconds"),
    });
  });

  test("an Event answers null at once and runs on; its error is logged", async () => {
    const { invoke, logs } = open(body("console.log('ran'); throw new Error('unseen');"));
    expect(await invoke({ operation: "Invoke", invocationType: "Event", payload: {} })).toEqual({ result: null });
    expect(logs).toEqual([]);
    await vi.waitFor(() => expect(logs.toSorted()).toEqual(["desk: Error: unseen", "ran"]));
  });

  test.each([
    [{ payload: {} }, "Value for field '$[operation]' not found."],
    [{ operation: "Call", payload: {} }, "Call"],
    [{ operation: "Invoke", invocationType: "DryRun" }, "DryRun"],
    [{ operation: "Invoke", event: {} }, "Unsupported element '$[event]'."],
  ])("%j is refused by name", async (request: { [key: string]: Json }, name) => {
    const { error } = await open(body("return 1;")).invoke(request);
    expect(error).toEqual({ type: "MappingTemplate", message: expect.stringContaining(name) });
  });
});
