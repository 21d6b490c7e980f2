import { connect } from "node:net";
import { signRequest } from "appsync-local/sigv4";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LIMITS } from "../../contract/limits.ts";
import { REGION } from "../../local/service/index.ts";
import { signIn } from "../../local/sign-in.ts";
import { dump, person } from "./person.ts";
import { startTestService, type TestService } from "./support.ts";

/** S37 and S23 below GraphQL: bytes that no client of ours sends. Each is answered as AppSync would, and the server lives on. */

let service: TestService;
let token: string;
let before: unknown;
beforeAll(async () => {
  service = await startTestService();
  token = await signIn(service.outputs, "user@example.com");
  await person(service).token();
  before = await dump(service);
});
afterAll(() => service.stop());

/** Whatever a test sent: nothing came of it, and others are served. */
afterEach(async () => {
  expect(await dump(service)).toEqual(before);
  expect(service.messages.inbox.list()).toHaveLength(1);
  expect(await post(JSON.stringify({ query: "{ __typename }" }))).toMatchObject({ status: 200, body: FINE });
  expect(service.logs.filter((line) => line.includes("\n    at "))).toEqual([]);
});

const FINE = { data: { __typename: "Query" } };
const TYPENAME = JSON.stringify({ query: "{ __typename }" });
const SEND = JSON.stringify({ query: "mutation { requestOtp(input: { channel: EMAIL }) { token { id } } }" });
const malformed = { errors: [{ errorType: "MalformedHttpRequestException", message: expect.any(String) }] };
const badRequest = { errors: [{ errorType: "BadRequestException", message: expect.any(String) }] };
const unauthorized = { errors: [{ errorType: "UnauthorizedException", message: expect.any(String) }] };

async function post(body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) {
  const answer = await fetch(service.outputs.graphqlUrl, {
    method: "POST",
    headers: { authorization: token, ...headers },
    body,
  });
  expect(answer.headers.get("content-type")).toBe("application/json;charset=UTF-8");
  expect(answer.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  return { status: answer.status, body: await answer.json() };
}

/** Sends bytes as they are. @returns all that comes back until the server closes */
function sendRaw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(service.endpoint.port, "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("utf8").on("data", (chunk) => {
      answer += chunk;
    });
    // The server may close before it has read everything: what it said by then counts.
    socket.on("error", () => {}).on("close", () => resolve(answer));
  });
}

interface RawRequest {
  line?: string;
  host?: string;
  headers?: string[];
  body?: string;
}

function rawRequest({
  line = "POST /graphql HTTP/1.1",
  host = "Host: 127.0.0.1",
  headers = [],
  body = "",
}: RawRequest) {
  const lines = [line, host, "Connection: close", ...headers].filter((each) => each !== "");
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

const length = (body: string) => `Content-Length: ${Buffer.byteLength(body)}`;
const statusesOf = (answer: string) =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
const jsonOf = (answer: string) => JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4));

describe("a body", () => {
  const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  test.each<[string, string | Buffer<ArrayBuffer>]>([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a form", "query={__typename}"],
    [
      "a multipart form",
      '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{__typename}"}\r\n--x--',
    ],
    ["JSON behind a byte order mark", `\ufeff${TYPENAME}`],
    ["UTF-16", Buffer.from(TYPENAME, "utf16le")],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ["two requests in a list", `[${TYPENAME},${TYPENAME}]`],
    ["a text", JSON.stringify(TYPENAME)],
    ["null", "null"],
    ["a number", "1"],
    ["no query", "{}"],
    ["a query that is a list", '{"query":["{__typename}"]}'],
    ["an empty query", '{"query":" "}'],
    ["a persisted query", '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}'],
    ["variables in a list", '{"query":"{__typename}","variables":[1]}'],
    ["an operation name that is an object", '{"query":"{__typename}","operationName":{}}'],
    ["JSON too deep", `{"query":"{__typename}","variables":{"a":${deep(3_900)}}}`],
    ["a query of comments", JSON.stringify({ query: "# {__typename}" })],
    ["a query with a null byte", JSON.stringify({ query: "{__typename\u0000}" })],
  ])("S37 of %s is answered 400", async (_, body) => {
    expect(await post(body)).toEqual({ status: 400, body: malformed });
  });

  test("S37 whose query is too deep, or nearly too deep, for the parser is refused", async () => {
    const { status, body } = await post(JSON.stringify({ query: "{a".repeat(2_000) + "}".repeat(2_000) }));
    expect([200, 400]).toContain(status);
    expect(body.data ?? null).toBeNull();
    expect(body.errors[0].message).toMatch(/^(Validation error of type FieldUndefined|Invalid|Unable|Malformed|Bad)/);
  });

  test.each([
    ["a byte above the limit", LIMITS.bodyBytes + 1],
    ["1 MB", 1_000_000],
    ["20 MB", 20_000_000],
  ])("S23 of %s is answered 400, to users and backends alike, and the sender can read the answer", async (_, bytes) => {
    const body = JSON.stringify({ query: "{ __typename }", padding: "" }).padEnd(bytes);
    expect(await post(body)).toEqual({ status: 400, body: malformed });
    expect(await service.backend()(`{ __typename } #${" ".repeat(bytes)}`)).toEqual(malformed);
    expect(await post(body, { authorization: "" })).toEqual({ status: 400, body: malformed });
  });

  test("at the size limit is accepted", async () => {
    expect(await post(TYPENAME.padEnd(LIMITS.bodyBytes))).toEqual({ status: 200, body: FINE });
  });

  test.each([
    ["the last of two keys counts", '{"query":"{ nope }","query":"{ __typename }"}'],
    ["keys of the prototype are keys", '{"__proto__":{"query":"{ nope }"},"constructor":1,"query":"{ __typename }"}'],
  ])("is parsed as JSON: %s", async (_, body) => {
    expect(await post(body)).toEqual({ status: 200, body: FINE });
  });

  test.each([
    "text/plain",
    "application/graphql",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
    "",
  ])("is read as JSON even with the content type %j", async (type) => {
    expect(await post(TYPENAME, { "content-type": type })).toEqual({ status: 200, body: FINE });
  });
});

describe("a document", () => {
  const operations = "query A { __typename } query B { __typename }";
  test.each([
    ["no name", { query: operations }],
    ["a name of none", { query: operations, operationName: "C" }],
    ["an empty name", { query: operations, operationName: "" }],
    ["a name of the prototype", { query: operations, operationName: "__proto__" }],
  ])("S37 of many operations with %s is answered 400", async (_, body) => {
    expect(await post(JSON.stringify(body))).toEqual({ status: 400, body: badRequest });
  });

  test.each([
    ["introspection in circles", `{ __schema { types { ${"fields { type { ".repeat(4)} name ${"} ".repeat(10)} }`],
    ["fragments in a circle", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"],
    ["many directives", `{ __typename ${"@skip(if: false) ".repeat(300)} }`],
    ["an unknown field", "{ __typename users { password } }"],
    ["a subscription", "subscription { onOtp { id } }"],
    ["a type that is none", "query ($a: Nope) { __typename }"],
    ["a type instead of an operation", "type Query { a: Int }"],
    ["two operations of one name", "query A { __typename } query A { __typename }"],
  ])("S37 with %s is refused whole", async (_, query) => {
    const { status, body } = await post(JSON.stringify({ query, operationName: null }));
    expect(status).toBe(200);
    expect(body.data).toBeNull();
    for (const { message } of body.errors)
      expect(message).toMatch(/^Validation error of type |subscription|^There can be /i);
  });

  test("S23 runs no more resolvers than the limit: the other fields are null, each with an error", async () => {
    const fields = Array.from(
      { length: LIMITS.resolverCount + 10 },
      (_, n) => `f${n}:cancelOtp(input:{id:"x"}){token{id}}`,
    );
    const { body } = await post(JSON.stringify({ query: `mutation{${fields.join(" ")}}` }));
    const types = body.errors.map(({ errorType }: { errorType: string }) => errorType);
    expect(types.filter((type: string) => type === "NotFound")).toHaveLength(LIMITS.resolverCount);
    expect(types.filter((type: string) => type === "ResolverExecutionLimitReached")).toHaveLength(10);
    expect(Object.values(body.data).every((each) => each === null)).toBe(true);
  });

  test("with as many fields as a body can hold is answered", async () => {
    const fields = Array.from({ length: 500 }, (_, n) => `f${n}:__typename`);
    const { body } = await post(JSON.stringify({ query: `{${fields.join(" ")}}` }));
    expect(Object.keys(body.data)).toHaveLength(500);
  });
});

describe("headers", () => {
  const withToken = (...more: string[]) => [`Authorization: ${token}`, ...more];

  test.each<[string, (body: string) => RawRequest]>([
    [
      "both length and encoding",
      (body) => ({ headers: withToken(length(body), "Transfer-Encoding: chunked"), body: `0\r\n\r\n${body}` }),
    ],
    ["two lengths", (body) => ({ headers: withToken(length(body), "Content-Length: 5"), body })],
    ["a list of lengths", (body) => ({ headers: withToken("Content-Length: 5, 5"), body })],
    ["a negative length", (body) => ({ headers: withToken("Content-Length: -1"), body })],
    ["a length in hexadecimal", (body) => ({ headers: withToken("Content-Length: 0x20"), body })],
    ["an unknown encoding", (body) => ({ headers: withToken("Transfer-Encoding: xchunked"), body })],
    ["chunked not at the end", (body) => ({ headers: withToken("Transfer-Encoding: chunked, identity"), body })],
    ["a chunk of no size", () => ({ headers: withToken("Transfer-Encoding: chunked"), body: "zz\r\nabc\r\n" })],
    ["a null byte", (body) => ({ headers: withToken("X-A: a\0b", length(body)), body })],
    ["a folded line", (body) => ({ headers: withToken("X-A: a\r\n b", length(body)), body })],
    ["a space before the colon", (body) => ({ headers: [`Authorization : ${token}`, length(body)], body })],
    ["no host", (body) => ({ host: "", headers: withToken(length(body)), body })],
    [
      "a method in small letters",
      (body) => ({ line: "post /graphql HTTP/1.1", headers: withToken(length(body)), body }),
    ],
    ["HTTP/2's first words", () => ({ line: "PRI * HTTP/2.0" })],
    ["a TLS greeting", () => ({ line: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" })],
  ])(
    "S37 with %s are answered 400 and the connection is closed, so that no second request can follow",
    async (_, request) => {
      const smuggled = rawRequest({ headers: withToken(length(SEND)), body: SEND });
      const answer = await sendRaw(rawRequest(request(TYPENAME)) + smuggled);
      expect(statusesOf(answer)).toEqual([400]);
    },
  );

  test.each([
    ["one of 20 KB", [`X-A: ${"a".repeat(20_000)}`]],
    ["3,000 of them", Array.from({ length: 3_000 }, (_, n) => `X-${n}: 1`)],
  ])("too many bytes: %s", async (_, more) => {
    expect(
      statusesOf(await sendRaw(rawRequest({ headers: withToken(...more, length(TYPENAME)), body: TYPENAME }))),
    ).toEqual([431]);
  });

  test.each([
    ["none", ""],
    ["no token", "Authorization: Bearer"],
    ["a token without a signature", "Authorization: eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."],
    ["Basic", "Authorization: Basic dXNlcjpwYXNz"],
    ["an API key", "x-api-key: da2-xxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ["a cookie", "Cookie: authorization=x"],
    [
      "a signature of nobody",
      "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20261121/us-east-1/appsync/aws4_request",
    ],
    ["an identity by header", "x-amzn-cognito-identity: {}\r\nx-apigateway-event: {}\r\nx-forwarded-user: admin"],
  ])("S37 with invalid credentials are refused: %s", async (_, header) => {
    const answer = await sendRaw(rawRequest({ headers: [header, length(SEND)], body: SEND }));
    expect(statusesOf(answer)).toEqual([401]);
    expect(jsonOf(answer)).toEqual(unauthorized);
  });

  test("with two Authorizations: the first counts, and the second does not change the caller", async () => {
    const other = "Authorization: nonsense";
    const first = await sendRaw(rawRequest({ headers: withToken(other, length(TYPENAME)), body: TYPENAME }));
    expect(jsonOf(first)).toEqual(FINE);
    const second = await sendRaw(rawRequest({ headers: [other, ...withToken(length(SEND))], body: SEND }));
    expect(jsonOf(second)).toEqual(unauthorized);
  });

  test.each([
    ["X-HTTP-Method-Override: DELETE"],
    ["X-Original-URL: /admin"],
    ["X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Host: evil.example\r\nForwarded: for=1;host=evil.example"],
    ["X-Amzn-Trace-Id: Root=1\r\nX-Amz-Security-Token: x\r\nX-Amz-User-Agent: x"],
    ["Host: evil.example"],
    ["__proto__: x\r\nconstructor: y\r\ntoString: z"],
    ["Content-Encoding: gzip"],
    ["Upgrade: websocket"],
    ["Expect: 100-continue"],
  ])("that try to change the request have no effect: %j", async (header) => {
    const answer = await sendRaw(rawRequest({ headers: withToken(header, length(TYPENAME)), body: TYPENAME }));
    expect(statusesOf(answer).at(-1)).toBe(200);
    expect(answer).toContain(JSON.stringify(FINE));
    expect(answer).not.toMatch(/evil|admin/);
  });

  test("with a signature are valid only for the signed host, path and body", async () => {
    const [credentials] = service.outputs.backends as [TestService["outputs"]["backends"][number]];
    const url = new URL(service.outputs.graphqlUrl);
    const scope = { region: REGION, service: "appsync", credentials, date: new Date(service.now()) };
    const { host, ...signed } = await signRequest({ method: "POST", url, headers: {}, body: TYPENAME }, scope);
    const headers = Object.entries(signed).map(([name, value]) => `${name}: ${value}`);
    const send = async (more: RawRequest) =>
      jsonOf(
        await sendRaw(
          rawRequest({
            host: `Host: ${host}`,
            headers: [...headers, length(more.body ?? TYPENAME)],
            body: TYPENAME,
            ...more,
          }),
        ),
      );
    expect(await send({})).toEqual(FINE);
    expect(await send({ host: "Host: evil.example" })).toEqual(unauthorized);
    expect(await send({ line: "POST /graphql?a=1 HTTP/1.1" })).toEqual(unauthorized);
    expect(await send({ body: SEND })).toEqual(unauthorized);
  });
});

describe("a request line", () => {
  test.each([
    ["GET /graphql?query={__typename} HTTP/1.1", 405],
    ["HEAD /graphql HTTP/1.1", 405],
    ["TRACE /graphql HTTP/1.1", 405],
    ["DELETE /graphql HTTP/1.1", 405],
    ["POST /graphql/../graphql HTTP/1.1", 404],
    ["POST /%67raphql HTTP/1.1", 404],
    ["POST //graphql HTTP/1.1", 404],
    ["POST http://evil.example/graphql HTTP/1.1", 404],
    ["POST /graphql%00 HTTP/1.1", 404],
  ])("S37 of %s is refused with %d", async (line, status) => {
    const answer = await sendRaw(rawRequest({ line, headers: [`Authorization: ${token}`, "Content-Length: 0"] }));
    expect(statusesOf(answer)).toEqual([status]);
  });

  test("a client that goes away in the middle of its body leaves nothing behind", async () => {
    const bytes = rawRequest({ headers: [`Authorization: ${token}`, "Content-Length: 1000"], body: "{" });
    await new Promise<void>((resolve) => {
      const socket = connect(service.endpoint.port, "127.0.0.1", () => socket.end(bytes));
      socket
        .on("error", () => {})
        .on("close", () => resolve())
        .resume();
    });
  });
});
