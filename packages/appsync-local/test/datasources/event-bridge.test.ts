import { expect, test } from "vitest";
import type { Json } from "../../src/contracts.ts";
import { createDataSource } from "../../src/datasources/create.ts";
import { createFaultSwitch } from "../../src/fault-switch.ts";
import { createApi } from "../../src/index.ts";
import { API_KEY, describeApi, serve, step } from "../support/api.ts";
import { CREDENTIALS, call } from "../support/tables.ts";
import { isSigned, startRecorder } from "./support.ts";

const BUS = "arn:aws:events:eu-west-1:000000000000:event-bus/orders";
const NOW = Date.parse("2026-01-02T03:04:05.678Z");
const ORDER = { source: "shop", detailType: "Ordered", detail: { id: 7 } };

/** An API whose field `put` hands the argument to the bus as it is, and answers what the handler sees. */
const description = (remote?: { endpoint: string }) =>
  describeApi({
    schema: "type Query { put(request: AWSJSON!): AWSJSON }",
    dataSources: {
      bus: {
        type: "AMAZON_EVENTBRIDGE",
        eventBusArn: BUS,
        ...(remote && { remote: { ...remote, region: "eu-west-1", credentials: CREDENTIALS } }),
      },
    },
    resolvers: [
      {
        kind: "UNIT",
        type: "Query",
        field: "put",
        dataSource: "bus",
        code: step({
          request: "return ctx.args.request;",
          response: "return { result: ctx.result, error: ctx.error };",
        }),
      },
    ],
  });

const body = (request: Json) =>
  JSON.stringify({
    query: "query ($request: AWSJSON!) { put(request: $request) }",
    variables: { request: JSON.stringify(request) },
  });

/** Puts events, and gives what the response handler saw and what the bus has. */
async function put(request: Json) {
  const api = createApi(description(), { clock: () => NOW });
  const headers = { "x-api-key": API_KEY };
  const sent = { method: "POST", url: "/graphql", headers, body: Buffer.from(body(request)), sourceIp: "" };
  const answer = JSON.parse((await api.handle(sent)).body);
  const events = api.eventBuses.get(BUS)?.events;
  await api.close();
  return { ...JSON.parse(answer.data.put), events };
}

const putting = (...events: Json[]) => put({ operation: "PutEvents", events });

test("events arrive on the bus as EventBridge delivers them, and are answered with their ids in order", async () => {
  const second = { ...ORDER, detail: {}, resources: ["r1"], time: "2022-01-10T05:00:10+01:00" };
  const { result, error, events } = await putting(ORDER, second);
  expect(error).toBeNull();
  expect(result).toEqual({ Entries: events.map(({ id }: { id: string }) => ({ EventId: id })), FailedEntryCount: 0 });
  expect(events).toEqual([
    {
      version: "0",
      id: expect.any(String),
      "detail-type": "Ordered",
      source: "shop",
      account: "000000000000",
      time: "2026-01-02T03:04:05.678Z",
      region: "eu-west-1",
      resources: [],
      detail: { id: 7 },
    },
    expect.objectContaining({ detail: {}, resources: ["r1"], time: "2022-01-10T04:00:10.000Z" }),
  ]);
});

test("an event that the bus refuses has an ErrorCode at its index, and the others are taken", async () => {
  const { result, events } = await putting({ ...ORDER, source: "aws.s3" }, ORDER, { ...ORDER, source: "" });
  expect(result).toEqual({
    Entries: [
      { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." },
      { EventId: expect.any(String) },
      {
        ErrorCode: "InvalidArgument",
        ErrorMessage: "Parameter Source is not valid. Reason: Source is a required argument.",
      },
    ],
    FailedEntryCount: 2,
  });
  expect(events).toHaveLength(1);
});

test.each([
  ["no operation", { events: [ORDER] }, "'$[operation]' not found"],
  ["another operation", { operation: "PutRule", events: [ORDER] }, "Supported is PutEvents"],
  ["no event", { operation: "PutEvents", events: [] }, "1 to 10 events and got 0"],
  ["more than ten events", { operation: "PutEvents", events: Array(11).fill(ORDER) }, "1 to 10 events and got 11"],
  ["an event without a source", { operation: "PutEvents", events: [{ detail: {}, detailType: "x" }] }, "[source]"],
  ["detail as text", { operation: "PutEvents", events: [{ ...ORDER, detail: "{}" }] }, "[detail]"],
  ["a time that is none", { operation: "PutEvents", events: [{ ...ORDER, time: "today" }] }, "RFC 3339"],
  ["an unknown field", { operation: "PutEvents", events: [{ ...ORDER, bus: "x" }] }, "$[events][0][bus]"],
])("%s is refused before anything is put", async (_, request, named) => {
  const { error, events } = await put(request);
  expect(error).toEqual({ type: "MappingTemplate", message: expect.stringContaining(named) });
  expect(events).toEqual([]);
});

test("events of more than 1 MB are refused as EventBridge refuses them", async () => {
  const bus = createDataSource(
    { type: "AMAZON_EVENTBRIDGE", eventBusArn: BUS },
    { name: "bus", faults: createFaultSwitch(), clock: () => NOW },
  );
  const events = [{ ...ORDER, detail: { text: "x".repeat(1024 * 1024) } }];
  const { error } = await bus.invoke({ operation: "PutEvents", events }, call());
  expect(error).toMatchObject({ type: "EventBridge:ValidationException" });
});

test("with an endpoint, the events go there in EventBridge's protocol, signed, and its answer is the result", async () => {
  const answer = { Entries: [{ EventId: "e1" }], FailedEntryCount: 0 };
  const { origin, received } = await startRecorder((response) => response.end(JSON.stringify(answer)));
  const api = await serve(description({ endpoint: origin }), { clock: () => NOW });
  const { body: text } = await api.post(body({ operation: "PutEvents", events: [ORDER] }));
  expect(JSON.parse(text.data.put).result).toEqual(answer);
  const [request] = received;
  expect(request?.headers["x-amz-target"]).toBe("AWSEvents.PutEvents");
  expect(JSON.parse(request?.body ?? "")).toEqual({
    Entries: [
      {
        ...{ Source: "shop", DetailType: "Ordered", Detail: '{"id":7}', Resources: [] },
        ...{ Time: NOW / 1000, EventBusName: BUS },
      },
    ],
  });
  const scope = { region: "eu-west-1", service: "events", credentials: CREDENTIALS };
  expect(request && (await isSigned(request, scope))).toBe(true);
});
