import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect as connectTcp } from "node:net";
import { json } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { API_KEY, answering, describeApi, type serve as Serve, serve } from "../support/api.ts";
import { base64, base64Url, byKey, connect, handTimers, hostOf, open, withHeader } from "./support.ts";

/** AppSync's WebSocket protocol, message by message. */

const schema = `
  type Query { ping: String }
  type Mutation { add(id: ID!, text: String): Note }
  type Subscription { added(id: ID): Note @aws_subscribe(mutations: ["add"]) silent: Note }
  type Note { id: ID! text: String }
`;
const fields = { "Mutation.add": answering("ctx.args"), "Query.ping": answering("'pong'") };
const api = (options: Parameters<typeof Serve>[1] = {}, more: object = {}) =>
  serve(describeApi({ schema, fields, ...more }), options);
const ADD = 'mutation { add(id: "1", text: "hi") { id text } }';
const ADDED = "subscription { added { id text } }";

describe("a handshake", () => {
  test("is at /graphql/realtime of the API's own host, as clients derive it of a custom domain", async () => {
    const { url, realtimeUrl } = await api();
    expect(realtimeUrl).toBe(`${url.replace("http:", "ws:")}/realtime`);
    await expect(open(`${url.replace("http:", "ws:")}/elsewhere`)).rejects.toThrow("did not open");
  });

  test("for another protocol than WebSocket is served as if it had not asked, as Java's HTTP client does with its first request", async () => {
    const { url } = await api();
    const headers = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAEAAEAA" };
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const long = `{ ping }${" ".repeat(100_000)}`;
    for (const query of ["{ ping }", "{ ping }", long]) {
      const sent = request(url, { method: "POST", agent, headers: { ...headers, "x-api-key": API_KEY } });
      sent.end(JSON.stringify({ query }));
      const [answer] = await once(sent, "response");
      expect([answer.statusCode, await json(answer)]).toEqual([200, { data: { ping: "pong" } }]);
    }
  });

  test("for another protocol, sent before the requests around it were answered, is answered in its turn", async () => {
    const { url } = await api();
    const { hostname, port, pathname, host } = new URL(url);
    const socket = connectTcp(Number(port), hostname).setEncoding("latin1");
    onTestFinished(() => void socket.destroy());
    const body = '{"query":"{ ping }"}';
    const plain = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\nx-api-key: ${API_KEY}\r\ncontent-length: ${body.length}\r\n`;
    const asking = `${plain}connection: Upgrade\r\nupgrade: h2c\r\n`;
    socket.write([plain, asking, asking, plain].map((head) => `${head}\r\n${body}`).join(""));
    let answers = "";
    while (answers.split('{"data":{"ping":"pong"}}').length < 5) answers += (await once(socket, "data"))[0];
    expect(answers.match(/HTTP\/1.1 200/g)).toHaveLength(4);
  });

  test("chooses the subprotocol graphql-ws, and init is answered by connection_ack and a first ka", async () => {
    const { realtimeUrl } = await api();
    const client = await open(withHeader(realtimeUrl, byKey(realtimeUrl)));
    expect(client.protocol).toBe("graphql-ws");
    client.send({ type: "connection_init" });
    await client.rest();
    expect(client.messages.slice(0, 2)).toEqual([
      { type: "connection_ack", payload: { connectionTimeoutMs: 300_000 } },
      { type: "ka" },
    ]);
  });

  test("takes credentials from the query, in base64 and base64url, with base64's plus sign unescaped", async () => {
    const { realtimeUrl } = await api();
    // "~~~" has a plus sign in base64.
    const header = { ...byKey(realtimeUrl), note: "~~~>>>" };
    expect(base64(header)).toContain("+");
    for (const encoded of [base64(header), base64Url(header), encodeURIComponent(base64(header))]) {
      const client = await open(`${realtimeUrl}?header=${encoded}&payload=e30=`);
      client.send({ type: "connection_init" });
      expect(await client.next()).toMatchObject({ type: "connection_ack" });
    }
  });

  test("takes credentials from a subprotocol header-<base64url>", async () => {
    const { realtimeUrl } = await api();
    const client = await open(realtimeUrl, ["graphql-ws", `header-${base64Url(byKey(realtimeUrl))}`]);
    expect(client.protocol).toBe("graphql-ws");
    client.send({ type: "connection_init" });
    expect(await client.next()).toMatchObject({ type: "connection_ack" });
  });

  test("takes credentials from HTTP headers, for clients that can set them", async () => {
    const { realtimeUrl } = await api();
    const socket = new WebSocket(realtimeUrl, "graphql-ws", { headers: { "x-api-key": API_KEY } });
    onTestFinished(() => socket.terminate());
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    socket.send('{"type":"connection_init"}');
    const message = await new Promise((resolve) => socket.once("message", (data) => resolve(`${data}`)));
    expect(message).toContain("connection_ack");
  });

  const unknownKey = {
    errorType: "com.amazonaws.deepdish.graphql.auth#UnauthorizedException",
    message: "You are not authorized to make this call.",
    errorCode: 400,
  };
  test.each([
    ["an unknown key", (host: string) => ({ host, "x-api-key": "da2-other" }), unknownKey],
    ["no credentials", (host: string) => ({ host }), { message: "Required headers are missing.", errorCode: 400 }],
    ["no host", () => ({ "x-api-key": API_KEY }), { message: "Required headers are missing.", errorCode: 400 }],
    ["another host", () => ({ host: "x.example", "x-api-key": API_KEY }), { errorType: "BadRequestException" }],
    ["nothing that can be read", () => "text" as unknown as object, { message: "Required headers are missing." }],
  ])("with %s is answered by connection_error, then closed", async (_, header, error) => {
    const { realtimeUrl } = await api();
    const client = await open(withHeader(realtimeUrl, header(hostOf(realtimeUrl))));
    client.send({ type: "connection_init" });
    expect(await client.next()).toMatchObject({ type: "connection_error", payload: { errors: [error] } });
    expect((await client.closed).code).toBe(1000);
  });

  test("without the subprotocol graphql-ws is a NoProtocolError", async () => {
    const { realtimeUrl } = await api();
    const client = await open(withHeader(realtimeUrl, byKey(realtimeUrl)), []);
    client.send({ type: "connection_init" });
    expect(await client.next()).toMatchObject({
      payload: { errors: [{ message: "NoProtocolError", errorCode: 400 }] },
    });
  });

  test("that is refused is told so after a second when the client says nothing", async () => {
    const timers = handTimers();
    const { realtimeUrl } = await api({ after: timers.after });
    const client = await open(withHeader(realtimeUrl, byKey(realtimeUrl, "da2-other")));
    timers.pass(1_000);
    expect(await client.next()).toMatchObject({ type: "connection_error" });
  });

  test("of a page of any origin is let in, as AppSync lets in every origin", async () => {
    const { realtimeUrl } = await api();
    const socket = new WebSocket(withHeader(realtimeUrl, byKey(realtimeUrl)), "graphql-ws", {
      origin: "https://elsewhere.example",
    });
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    socket.terminate();
  });
});

describe("a subscription", () => {
  test("is acknowledged by start_ack, told of mutations by data, and ended by stop with complete", async () => {
    const { realtimeUrl, query } = await api();
    const client = await connect(realtimeUrl);
    expect(await client.start("a", ADDED)).toEqual({ id: "a", type: "start_ack" });
    await query(ADD);
    expect(await client.next()).toEqual({
      id: "a",
      type: "data",
      payload: { data: { added: { id: "1", text: "hi" } } },
    });
    client.send({ type: "stop", id: "a" });
    expect(await client.next()).toEqual({ id: "a", type: "complete" });
    await query(ADD);
    expect(await client.rest()).toEqual([]);
  });

  test("may begin without connection_init, which is optional", async () => {
    const { realtimeUrl } = await api();
    const client = await open(withHeader(realtimeUrl, byKey(realtimeUrl)));
    expect(await client.start("a", ADDED)).toEqual({ id: "a", type: "start_ack" });
  });

  test("shares its connection with others, each told under its own id", async () => {
    const { realtimeUrl, query } = await api();
    const client = await connect(realtimeUrl);
    for (const id of ["a", "b", "c"]) await client.start(id, ADDED);
    await query(ADD);
    expect((await client.rest()).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  test("is the one that operationName names", async () => {
    const { realtimeUrl } = await api();
    const client = await connect(realtimeUrl);
    const data = { query: `${ADDED.replace("{", "A {")} query B { ping }`, operationName: "A" };
    const extensions = { authorization: byKey(realtimeUrl) };
    client.send({ id: "a", type: "start", payload: { data: JSON.stringify(data), extensions } });
    expect(await client.next()).toEqual({ id: "a", type: "start_ack" });
  });

  test("is over when its connection closes, and nobody else notices", async () => {
    const { realtimeUrl, query } = await api();
    const [leaving, staying] = [await connect(realtimeUrl), await connect(realtimeUrl)];
    await leaving.start("a", ADDED);
    await staying.start("a", ADDED);
    leaving.close();
    await leaving.closed;
    expect((await query(ADD)).status).toBe(200);
    expect(await staying.rest()).toHaveLength(1);
  });

  test("that is stopped while its resolver runs never begins", async () => {
    const served = await api({}, { fields: { ...fields, "Subscription.added": answering("null") } });
    served.faults.inject({ dataSource: "none", kind: "delay", milliseconds: 50 });
    const client = await connect(served.realtimeUrl);
    const data = JSON.stringify({ query: ADDED });
    const extensions = { authorization: byKey(served.realtimeUrl) };
    client.send({ id: "a", type: "start", payload: { data, extensions } });
    client.send({ id: "a", type: "stop" });
    expect(await client.next()).toEqual({ id: "a", type: "complete" });
    await served.query("{ ping }");
    await expect.poll(() => served.traces.length).toBe(2);
    expect(await client.rest()).toEqual([]);
  });
});

describe("keep-alive, on the API's timers", () => {
  test("is sent every 60 seconds", async () => {
    const timers = handTimers();
    const { realtimeUrl } = await api({ after: timers.after });
    const client = await connect(realtimeUrl);
    timers.pass(180_000);
    await client.rest();
    expect(client.messages.filter(({ type }) => type === "ka")).toHaveLength(4);
  });

  test("a connection ends after 24 hours", async () => {
    const timers = handTimers();
    const { realtimeUrl } = await api({ after: timers.after });
    const client = await connect(realtimeUrl);
    timers.pass(86_400_000 - 1);
    await client.rest();
    timers.pass(1);
    expect((await client.closed).code).toBe(1000);
  });
});

describe("an error answers", () => {
  const errorOf = (message: unknown) => (message as { payload: { errors: object[] } }).payload.errors[0];

  test.each([
    ["text that is not JSON", "{oops"],
    ["an unknown type", { type: "subscribe", id: "a" }],
    ["a start without data", { type: "start", id: "a", payload: {} }],
    ["a start whose data is no text", { type: "start", id: "a", payload: { data: { query: ADDED } } }],
    ["a start without an id", { type: "start", payload: { data: "{}", extensions: { authorization: {} } } }],
  ])("%s, as unknown to the channel, and the connection stays", async (_, message) => {
    const { realtimeUrl } = await api();
    const client = await connect(realtimeUrl);
    client.send(message);
    expect(errorOf(await client.next())).toEqual({
      errorType: "UnsupportedOperation",
      message: "unknown not supported through the realtime channel",
    });
    expect(await client.start("z", ADDED)).toMatchObject({ type: "start_ack" });
  });

  test.each([
    ["a query", "{ ping }", "query"],
    ["a mutation", ADD, "mutation"],
  ])("%s: only subscriptions go through the channel", async (_, text, operation) => {
    const { realtimeUrl, traces } = await api();
    const client = await connect(realtimeUrl);
    const answer = await client.start("a", text);
    expect(answer).toMatchObject({ id: "a", type: "error" });
    expect(errorOf(answer)).toEqual({
      errorType: "UnsupportedOperation",
      message: `${operation} not supported through the realtime channel`,
    });
    expect(traces).toEqual([]);
  });

  test("a second start under the same id; the first goes on", async () => {
    const { realtimeUrl, query } = await api();
    const client = await connect(realtimeUrl);
    await client.start("a", ADDED);
    expect(errorOf(await client.start("a", ADDED))).toMatchObject({ errorType: "DuplicatedOperationError" });
    await query(ADD);
    expect(await client.rest()).toHaveLength(1);
  });

  test("a stop of what was never started", async () => {
    const { realtimeUrl } = await api();
    const client = await connect(realtimeUrl);
    client.send({ type: "stop", id: "nothing" });
    expect(errorOf(await client.next())).toEqual({
      errorType: "UnknownOperationError",
      message: "Unknown operation id nothing",
    });
  });

  test.each([
    ["a document that does not parse", "subscription { added {", { errorType: "MalformedHttpRequestException" }],
    [
      "an unknown field",
      "subscription { nothing { id } }",
      {
        message:
          "Validation error of type FieldUndefined: Field 'nothing' in type 'Subscription' is undefined @ 'nothing'",
      },
    ],
    ["two fields", "subscription { added { id } silent { id } }", { message: expect.stringContaining("one") }],
    ["introspection", "subscription { __schema { queryType { name } } }", { message: expect.any(String) }],
    [
      "a fragment that is not there",
      "subscription { added { ...F } }",
      { message: expect.stringContaining("UndefinedFragment") },
    ],
    [
      "two operations and no name",
      "subscription A { added { id } } subscription B { added { id } }",
      { message: "Missing operation name." },
    ],
  ])("%s", async (_, text, error) => {
    const { realtimeUrl } = await api();
    const client = await connect(realtimeUrl);
    const answer = await client.start("a", text);
    expect(answer).toMatchObject({ id: "a", type: "error" });
    expect(errorOf(answer)).toMatchObject(error);
    expect(errorOf(answer)).not.toHaveProperty("locations");
  });

  test("a variable that does not fit, in the words of HTTP", async () => {
    const { realtimeUrl } = await api();
    const client = await connect(realtimeUrl);
    const answer = await client.start("a", "subscription S($id: ID!) { added(id: $id) { id } }", { id: null });
    expect(errorOf(answer)).toEqual({ message: "Variable 'id' has coerced Null value for NonNull type 'ID!'" });
  });

  test("a subscription that is nested more deeply than the API allows", async () => {
    const { realtimeUrl } = await api({}, { limits: { queryDepth: 1 } });
    const client = await connect(realtimeUrl);
    expect(errorOf(await client.start("a", ADDED))).toMatchObject({ errorType: "QueryDepthLimitReached" });
  });
});

describe("the selection of a subscription", () => {
  test("may have fragments, aliases and variables", async () => {
    const { realtimeUrl, query } = await api();
    const client = await connect(realtimeUrl);
    const text = `subscription S($long: Boolean!) { new: added { ...F } }
      fragment F on Note { key: id ... @include(if: $long) { text } __typename }`;
    await client.start("a", text, { long: true });
    await client.start("b", text, { long: false });
    await query(ADD);
    expect((await client.rest()).map(({ payload }) => payload.data.new)).toEqual([
      { key: "1", text: "hi", __typename: "Note" },
      { key: "1", __typename: "Note" },
    ]);
  });
});

describe("limits", () => {
  test("a connection has 200 subscriptions; one that stops makes room", async () => {
    const { realtimeUrl } = await api();
    const client = await connect(realtimeUrl);
    for (let index = 0; index < 200; index += 1) await client.start(`s${index}`, ADDED);
    const answer = await client.start("more", ADDED);
    expect(answer).toMatchObject({ id: "more", type: "error" });
    expect(answer.payload.errors).toEqual([
      { errorType: "MaxSubscriptionsReachedError", message: "Max number of 200 subscriptions reached" },
    ]);
    client.send({ type: "stop", id: "s0" });
    await client.next();
    expect(await client.start("more", ADDED)).toMatchObject({ type: "start_ack" });
  });

  test("a payload above 240 KB is not delivered, which only the log says", async () => {
    const { realtimeUrl, query, logs } = await api();
    const client = await connect(realtimeUrl);
    await client.start("a", ADDED);
    const add = "mutation A($text: String) { add(id: 1, text: $text) { id text } }";
    await query(add, { text: "x".repeat(240 * 1024) });
    expect(await client.rest()).toEqual([]);
    expect(logs.at(-1)).toContain("added was not delivered");
    await query(add, { text: "x".repeat(239 * 1024) });
    expect(await client.rest()).toHaveLength(1);
  });

  test("a client that sends a message above the body limit is cut off", async () => {
    const { realtimeUrl } = await api({}, { limits: { bodyBytes: 1_000 } });
    const client = await connect(realtimeUrl);
    client.send("x".repeat(2_000));
    expect((await client.closed).code).toBe(1009);
  });
});

test("when the server stops, connections end", async () => {
  let stop = async () => {};
  const served = await serve(describeApi({ schema, fields }), {}, (close) => {
    stop = close;
  });
  const client = await connect(served.realtimeUrl);
  await stop();
  await client.closed;
});
