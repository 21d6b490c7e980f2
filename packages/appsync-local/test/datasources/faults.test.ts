import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { DataSourceAnswer, Json } from "../../src/contracts.ts";
import { createDataSource } from "../../src/datasources/create.ts";
import type { Fault } from "../../src/datasources/faults.ts";
import type { DataSource } from "../../src/description.ts";
import { createFaultSwitch } from "../../src/fault-switch.ts";
import { call, startEngine, type TestEngine, type TestTable } from "../support/tables.ts";
import { startRecorder } from "./support.ts";

let engine: TestEngine;
let table: TestTable;
beforeAll(async () => {
  engine = await startEngine();
});
beforeEach(async () => {
  table = await engine.table();
});
afterAll(() => engine.stop());

const key = { pk: { S: "1" } };
const ADD = {
  operation: "UpdateItem",
  key,
  update: { expression: "ADD n :one", expressionValues: { ":one": { N: 1 } } },
};
const GET = { operation: "GetItem", key };
const added = async () => ((await table.invoke(GET)).result as { n: number } | null)?.n ?? 0;
const typeOf = ({ error }: DataSourceAnswer) => error?.type;

function open(description: DataSource, name = "source") {
  const faults = createFaultSwitch<Fault>();
  const client = createDataSource(description, { name, faults, clock: Date.now });
  onTestFinished(() => client.close());
  const invoke = (request: { [key: string]: Json }, signal?: AbortSignal) => client.invoke(request, call(signal));
  return { faults, invoke };
}

describe("DynamoDB", () => {
  test.each<[Fault["kind"], string, number]>([
    ["error", "DynamoDB:InternalServerError", 0],
    ["throttling", "DynamoDB:ProvisionedThroughputExceededException", 0],
    ["conflict", "DynamoDB:TransactionConflictException", 0],
    ["lostAnswer", "DynamoDB:SdkClientException", 1],
  ])("%s is %s, the work done %i times", async (kind, type, times) => {
    const remove = table.faults.inject({ kind });
    const answer = await table.invoke(ADD);
    expect([answer.result, typeOf(answer)]).toEqual([null, type]);
    remove();
    expect(await added()).toBe(times);
  });

  test("twice does it twice and gives the second answer", async () => {
    table.faults.inject({ kind: "twice", times: 1 });
    expect((await table.invoke(ADD)).result).toEqual({ pk: "1", n: 2 });
  });

  test("noResult takes the item away from a failed condition, and nothing from a call that succeeds", async () => {
    const refused = { ...ADD, condition: { expression: "attribute_not_exists(pk)" } };
    table.faults.inject({ kind: "noResult" });
    expect((await table.invoke(ADD)).result).toEqual({ pk: "1", n: 1 });
    const answer = await table.invoke(refused);
    expect([answer.result, typeOf(answer)]).toEqual([null, "DynamoDB:ConditionalCheckFailedException"]);
    expect(await added()).toBe(1);
  });

  test("garbled does it and gives a result of another type", async () => {
    table.faults.inject({ kind: "garbled", times: 1 });
    expect((await table.invoke(ADD)).result).toBeTypeOf("string");
    expect(await added()).toBe(1);
    table.faults.inject({ kind: "garbled", operation: "GetItem" });
    expect((await table.invoke({ operation: "GetItem", key: { pk: { S: "none" } } })).result).toEqual({ garbled: [] });
  });

  test.each([
    ["TransactWriteItems", "keys"],
    ["TransactGetItems", "items"],
  ])("a conflict cancels %s with a reason at the first item", async (operation, part) => {
    table.faults.inject({ kind: "conflict" });
    const item = { table: table.source.tableName, key };
    const answer = await table.invoke({ operation, transactItems: [item, item] });
    expect(answer).toEqual({
      result: {
        [part]: null,
        cancellationReasons: [
          { type: "TransactionConflict", message: "Transaction is ongoing for the item" },
          { type: "None", message: "None" },
        ],
      },
      error: {
        type: "DynamoDB:TransactionCanceledException",
        message: expect.stringMatching(
          /^Transaction cancelled, please refer .* reasons \[TransactionConflict, None\] \(Service: DynamoDb, Status Code: 400, /,
        ),
      },
    });
  });
});

describe("HTTP", () => {
  const REQUEST = { method: "GET", resourcePath: "/" };

  test("throttling and conflict are statuses, an error is one of the transport; nothing is sent", async () => {
    const { origin, received } = await startRecorder();
    const { faults, invoke } = open({ type: "HTTP", endpoint: origin });
    const answers: DataSourceAnswer[] = [];
    for (const kind of ["throttling", "conflict", "error"] as const) {
      faults.inject({ kind, times: 1 });
      answers.push(await invoke(REQUEST));
    }
    expect(answers[0]).toEqual({ result: { statusCode: 429, headers: {}, body: "" } });
    expect(answers[1]).toMatchObject({ result: { statusCode: 409 } });
    expect(answers[2]).toMatchObject({ result: null, error: { type: "HTTP:RequestFailure" } });
    expect(received).toEqual([]);
  });

  test("a garbled body breaks off and ends in rubbish; a lost answer was sent", async () => {
    const { origin, received } = await startRecorder((response) => response.end('{"a":[1,2,3]}'));
    const { faults, invoke } = open({ type: "HTTP", endpoint: origin });
    faults.inject({ kind: "garbled", times: 1 });
    const { result } = (await invoke(REQUEST)) as { result: { statusCode: number; body: string } };
    expect(result.statusCode).toBe(200);
    expect(() => JSON.parse(result.body)).toThrow();
    faults.inject({ kind: "lostAnswer", times: 1 });
    expect(typeOf(await invoke(REQUEST))).toBe("HTTP:RequestFailure");
    expect(received).toHaveLength(2);
  });
});

test.each<[Fault["kind"], string]>([
  ["error", "Lambda:ServiceException"],
  ["throttling", "Lambda:TooManyRequestsException"],
  ["conflict", "Lambda:ResourceConflictException"],
])("Lambda: %s is %s, and the function is not called", async (kind, type) => {
  const { faults, invoke } = open({ type: "AWS_LAMBDA", function: { codePath: "/no/such/file.mjs" } });
  faults.inject({ kind });
  expect(typeOf(await invoke({ operation: "Invoke", payload: {} }))).toBe(type);
});

describe("NONE", () => {
  const none = () => open({ type: "NONE" }, "none");

  test("answers its payload, null without one, and refuses what it does not know", async () => {
    const { invoke } = none();
    expect(await invoke({ payload: { a: [1] } })).toEqual({ result: { a: [1] } });
    expect(await invoke({})).toEqual({ result: null });
    expect((await invoke({ body: 1 })).error).toEqual({
      type: "MappingTemplate",
      message: "Unsupported element '$[body]'.",
    });
  });

  test("a fault may have an error type and a message of its own", async () => {
    const { faults, invoke } = none();
    faults.inject({ kind: "error", errorType: "Custom:Type", message: "custom words" });
    expect(await invoke({})).toEqual({ result: null, error: { type: "Custom:Type", message: "custom words" } });
  });

  test("a delay waits before the work, and no longer than the call's time", async () => {
    const { faults, invoke } = none();
    faults.inject({ kind: "delay", milliseconds: 30, times: 1 });
    const started = performance.now();
    expect(await invoke({ payload: 1 })).toEqual({ result: 1 });
    expect(performance.now() - started).toBeGreaterThanOrEqual(29);
    faults.inject({ kind: "delay", milliseconds: 60_000 });
    await invoke({}, AbortSignal.timeout(10));
  });
});

describe("a fault", () => {
  const run = async (fault: Fault, requests: { [key: string]: Json }[]) => {
    table.faults.inject(fault);
    const types: (string | undefined)[] = [];
    for (const request of requests) types.push(typeOf(await table.invoke(request)));
    return types.map((type) => (type === undefined ? "-" : "x")).join("");
  };

  test("hits the operation that it names, or all", async () => {
    expect(await run({ kind: "error", operation: "UpdateItem" }, [GET, ADD, GET])).toBe("-x-");
    table.faults.clear();
    expect(await run({ kind: "error" }, [GET, ADD])).toBe("xx");
  });

  test("hits the data source that it names", async () => {
    expect(await run({ kind: "error", dataSource: "other" }, [GET])).toBe("-");
    expect(await run({ kind: "error", dataSource: "table" }, [GET])).toBe("x");
  });

  test("lets calls pass first, counting only its own, and ends after its times", async () => {
    const fault: Fault = { kind: "error", operation: "GetItem", after: 2, times: 2 };
    expect(await run(fault, [GET, ADD, GET, GET, ADD, GET, GET])).toBe("---x-x-");
    expect(table.faults.active).toEqual([]);
  });

  test("is removed alone by what inject gave, with all others by clear", async () => {
    const remove = table.faults.inject({ kind: "error", operation: "GetItem" });
    table.faults.inject({ kind: "error", operation: "UpdateItem" });
    remove();
    expect([typeOf(await table.invoke(GET)), typeOf(await table.invoke(ADD))]).toEqual([
      undefined,
      "DynamoDB:InternalServerError",
    ]);
    table.faults.clear();
    expect(typeOf(await table.invoke(ADD))).toBeUndefined();
  });

  test("joins others that match, the first injected outermost", async () => {
    table.faults.inject({ kind: "twice", times: 1 });
    table.faults.inject({ kind: "lostAnswer", times: 1 });
    expect(typeOf(await table.invoke(ADD))).toBe("DynamoDB:SdkClientException");
    expect(await added()).toBe(2);
  });

  test("hits parallel calls no more often than its times", async () => {
    table.faults.inject({ kind: "error", times: 3 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => table.invoke(ADD)));
    expect(answers.filter(({ error }) => error)).toHaveLength(3);
    expect(await added()).toBe(17);
  });
});
