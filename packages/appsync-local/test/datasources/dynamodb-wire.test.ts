import { describe, expect, onTestFinished, test } from "vitest";
import { createDataSource } from "../../src/datasources/create.ts";
import type { Credentials } from "../../src/description.ts";
import { createFaultSwitch } from "../../src/fault-switch.ts";
import { CREDENTIALS, call } from "../support/tables.ts";
import { isSigned, startRecorder } from "./support.ts";

const GET = { operation: "GetItem", key: { pk: { S: "ü" } } };

function open(endpoint: string, { credentials = CREDENTIALS as Credentials, clock = Date.now } = {}) {
  const client = createDataSource(
    { type: "AMAZON_DYNAMODB", tableName: "table", region: "eu-west-1", endpoint, credentials },
    { name: "table", faults: createFaultSwitch(), clock },
  );
  onTestFinished(() => client.close());
  return client;
}

describe("signatures", () => {
  test.each([
    ["with lasting credentials", CREDENTIALS],
    ["with a session token", { ...CREDENTIALS, sessionToken: "token/with+signs=" }],
  ])("are those of AWS's own signer, %s", async (_, credentials) => {
    const { origin, received } = await startRecorder();
    await open(origin, { credentials }).invoke(GET, call());
    const [request] = received;
    expect(request?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\//);
    const scope = { region: "eu-west-1", service: "dynamodb", credentials };
    expect(request && (await isSigned(request, scope))).toBe(true);
  });

  test("follow the clock over midnight", async () => {
    const { origin, received } = await startRecorder();
    let now = Date.parse("2026-01-01T23:59:59.900Z");
    const client = open(origin, { clock: () => now });
    await client.invoke(GET, call());
    now += 200;
    await client.invoke(GET, call());
    expect(received.map(({ headers }) => headers["x-amz-date"])).toEqual(["20260101T235959Z", "20260102T000000Z"]);
    const scope = { region: "eu-west-1", service: "dynamodb", credentials: CREDENTIALS };
    for (const request of received) expect(await isSigned(request, scope)).toBe(true);
  });
});

test("calls are JSON 1.0 with DynamoDB's target, and ask for the capacity consumed", async () => {
  const { origin, received } = await startRecorder();
  await open(origin).invoke(GET, call());
  expect(received[0]).toMatchObject({
    method: "POST",
    url: "/",
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.GetItem" },
  });
  const body = { TableName: "table", Key: { pk: { S: "ü" } }, ReturnConsumedCapacity: "TOTAL" };
  expect(JSON.parse(received[0]?.body ?? "")).toEqual(body);
});

describe("failures of the transport are ctx.error", () => {
  const failure = {
    type: "DynamoDB:SdkClientException",
    message: expect.stringContaining("Unable to execute HTTP request"),
  };

  test("an engine that is not there", async () => {
    const answer = await open("http://127.0.0.1:1").invoke(GET, call());
    expect(answer).toEqual({ result: null, error: failure, capacityUnits: 0 });
  });

  test("a connection that ends before the answer; the request is not sent again", async () => {
    const { origin, received } = await startRecorder((response) => response.socket?.destroy());
    expect((await open(origin).invoke(GET, call())).error).toEqual(failure);
    expect(received).toHaveLength(1);
  });

  test("an answer that is not JSON", async () => {
    const { origin } = await startRecorder((response) => response.end("<html>"));
    expect((await open(origin).invoke(GET, call())).error).toEqual(failure);
  });

  test("an answer that does not come in the request's time; the connection is given up", async () => {
    const gone = Promise.withResolvers<void>();
    const time = new AbortController();
    const { origin } = await startRecorder((response) => {
      response.on("close", () => gone.resolve());
      time.abort();
    });
    expect((await open(origin).invoke(GET, call(time.signal))).error).toEqual(failure);
    await gone.promise;
  });

  test("a request that is already out of time is not sent", async () => {
    const { origin, received } = await startRecorder();
    expect((await open(origin).invoke(GET, call(AbortSignal.abort()))).error).toEqual(failure);
    expect(received).toEqual([]);
  });
});

test("errors of the engine keep their names, however they are spelled, and are not tried again", async () => {
  const { origin, received } = await startRecorder((response) =>
    response
      .writeHead(400, { "x-amzn-requestid": "RECORDED" })
      .end('{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","Message":"slow down"}'),
  );
  const { error } = await open(origin).invoke(GET, call());
  expect(error).toEqual({
    type: "DynamoDB:ThrottlingException",
    message: "slow down (Service: DynamoDb, Status Code: 400, Request ID: RECORDED)",
  });
  expect(received).toHaveLength(1);
});

test("connections are kept, and replaced when the engine closes them", async () => {
  const sockets = new Set<unknown>();
  let closing = false;
  const { origin } = await startRecorder((response) => {
    sockets.add(response.socket);
    if (closing) response.setHeader("connection", "close");
    response.end("{}");
  });
  const client = open(origin);
  const callTenTimes = async () => {
    for (let count = 0; count < 10; count += 1) expect((await client.invoke(GET, call())).error).toBeUndefined();
  };
  await callTenTimes();
  // Undici takes a second one when a call follows in the same turn that the last one ended in.
  expect(sockets.size).toBeLessThanOrEqual(2);
  closing = true;
  await callTenTimes();
  expect(sockets.size).toBeGreaterThanOrEqual(10);
});

test("closing ends calls that are under way", async () => {
  const arrived = Promise.withResolvers<void>();
  const { origin } = await startRecorder(() => arrived.resolve());
  const client = open(origin);
  const answer = client.invoke(GET, call());
  await arrived.promise;
  await client.close();
  expect((await answer).error?.type).toBe("DynamoDB:SdkClientException");
});
