import { request } from "node:http";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { SES } from "@aws-sdk/client-ses";
import { SNS } from "@aws-sdk/client-sns";
import { expect, onTestFinished, test } from "vitest";
import {
  accessKeyIdOf,
  createWireFaults,
  jsonProtocol,
  type Operation,
  type QueryInput,
  queryProtocol,
  type ServeOptions,
  serveWire,
  type WireCall,
  WireError,
  type WireHandler,
} from "../../../local/wire/index.ts";

const CLIENT = {
  region: "eu-central-1",
  credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
  maxAttempts: 1,
};
const NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
const TARGET = { "x-amz-target": "TestService.Echo" };

async function serve(handler: WireHandler, options?: ServeOptions) {
  const server = await serveWire(handler, options);
  onTestFinished(() => server.close());
  return server;
}

async function serveJson(operations: Record<string, Operation<Record<string, unknown>>>) {
  const faults = createWireFaults();
  const logs: string[] = [];
  const handler = jsonProtocol({ prefix: "TestService", operations, faults, onLog: (text) => logs.push(text) });
  const { url } = await serve(handler);
  const post = (body: string, headers: Record<string, string> = TARGET) =>
    fetch(url, { method: "POST", headers, body });
  return { url, post, faults, logs };
}

const echo = { Echo: (input: Record<string, unknown>) => ({ echoed: input }) };

async function serveQuery(operations: Record<string, Operation<QueryInput>>) {
  const faults = createWireFaults();
  const { url } = await serve(queryProtocol({ operations, namespace: NAMESPACE, faults, onLog: () => {} }));
  const sns = new SNS({ ...CLIENT, endpoint: url });
  const ses = new SES({ ...CLIENT, endpoint: url });
  onTestFinished(() => sns.destroy());
  onTestFinished(() => ses.destroy());
  return { url, sns, ses, faults };
}

test("a body of 1 MiB is read whole, and a longer one is answered with 413", async () => {
  const { url } = await serve(({ body }) => ({ status: 200, headers: {}, body: `${body.length}` }));
  const send = (length: number) => fetch(url, { method: "POST", body: "x".repeat(length) });
  expect(await (await send(1_048_576)).text()).toBe("1048576");
  expect((await send(1_048_577)).status).toBe(413);
});

test("a handler sees the method, path, query and headers, and cuts the connection by answering null", async () => {
  const { url } = await serve((request) =>
    request.path === "/cut" ? null : { status: 201, headers: { "x-own": "1" }, body: JSON.stringify(request) },
  );
  const answer = await fetch(`${url}/a/b?c=d`, { headers: { "X-Given": "e" } });
  expect(answer.status).toBe(201);
  expect(answer.headers.get("x-own")).toBe("1");
  expect(await answer.json()).toMatchObject({ method: "GET", path: "/a/b", query: "c=d", headers: { "x-given": "e" } });
  await expect(fetch(`${url}/cut`)).rejects.toThrow();
});

test("a handler that throws answers 500 without details of the failure, which goes to the log", async () => {
  const logs: string[] = [];
  const failing: WireHandler = ({ path }) => {
    if (path === "/throws") throw new TypeError("the detail");
    return { status: 200, headers: {}, body: "alive" };
  };
  const { url } = await serve(failing, { onLog: (text) => logs.push(text) });
  const answer = await fetch(`${url}/throws`);
  expect([answer.status, await answer.text()]).toEqual([500, ""]);
  expect(logs).toEqual([expect.stringContaining("TypeError: the detail")]);
  expect(await (await fetch(url)).text()).toBe("alive");
});

test("a page of this machine may call with the headers that it asks for, unless CORS is off", async () => {
  const preflight = {
    method: "OPTIONS",
    headers: {
      "access-control-request-headers": "authorization,x-amz-target",
      "access-control-request-method": "POST",
    },
  };
  const handler = jsonProtocol({ prefix: "TestService", operations: echo });
  const open = await serve(handler);
  const asked = await fetch(open.url, preflight);
  expect(asked.status).toBe(200);
  expect(asked.headers.get("access-control-allow-origin")).toBe("*");
  expect(asked.headers.get("access-control-allow-headers")).toBe("authorization,x-amz-target");
  expect(asked.headers.get("access-control-allow-methods")).toContain("POST");
  const answer = await fetch(open.url, { method: "POST", headers: TARGET, body: "{}" });
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");

  const closed = await serve(handler, { cors: false });
  expect((await fetch(closed.url, preflight)).headers.get("access-control-allow-origin")).toBeNull();
});

test("a port in use is an error, and a closed server frees its port", async () => {
  const handler: WireHandler = () => ({ status: 200, headers: {}, body: "" });
  const first = await serveWire(handler);
  await expect(serveWire(handler, { port: first.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await first.close();
  const second = await serveWire(handler, { port: first.port });
  await second.close();
});

test("JSON: an operation's output is the body, with AWS's content type and a new request id", async () => {
  const { post } = await serveJson(echo);
  const answers = await Promise.all([post('{"a":[1,"ü"]}'), post("{}")]);
  expect(await answers[0].json()).toEqual({ echoed: { a: [1, "ü"] } });
  expect(answers[0].headers.get("content-type")).toBe("application/x-amz-json-1.1");
  const ids = answers.map(({ headers }) => headers.get("x-amzn-requestid"));
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(ids[0]).not.toBe(ids[1]);
});

test.each([
  ["an unknown operation", "{}", { "x-amz-target": "TestService.constructor" }, "UnknownOperationException"],
  ["another service's", "{}", { "x-amz-target": "OtherService.Echo" }, "UnknownOperationException"],
  ["no operation", "{}", {}, "UnknownOperationException"],
  ["broken JSON", '{"secret', TARGET, "SerializationException"],
  ["an empty body", "", TARGET, "SerializationException"],
  ["JSON that is not an object", "[1]", TARGET, "SerializationException"],
])("JSON: %s is refused by its type", async (_name, body, headers, type) => {
  const { post } = await serveJson(echo);
  const answer = await post(body, headers as Record<string, string>);
  expect(answer.status).toBe(400);
  expect(answer.headers.get("x-amzn-errortype")).toBe(type);
  const error = (await answer.json()) as { __type: string; message: string };
  expect(error.__type).toBe(type);
  expect(error.message).not.toContain("secret");
});

test("JSON: an SDK client receives a typed error with its message, status and further fields", async () => {
  const { url } = await serve(
    jsonProtocol({
      prefix: "AWSCognitoIdentityProviderService",
      operations: {
        ConfirmSignUp() {
          throw new WireError("CodeMismatchException", "Wrong.", 400);
        },
        ForgotPassword() {
          throw new WireError("UserLambdaValidationException", "Too many.", 429, { detail: "x" });
        },
      },
    }),
  );
  const sdk = new CognitoIdentityProvider({ ...CLIENT, endpoint: url });
  onTestFinished(() => sdk.destroy());
  await expect(sdk.confirmSignUp({ ClientId: "client", Username: "u", ConfirmationCode: "1" })).rejects.toMatchObject({
    name: "CodeMismatchException",
    message: "Wrong.",
    $metadata: { httpStatusCode: 400 },
  });
  await expect(sdk.forgotPassword({ ClientId: "client", Username: "u" })).rejects.toMatchObject({
    name: "UserLambdaValidationException",
    detail: "x",
    $metadata: { httpStatusCode: 429 },
  });
});

test("an operation that fails unexpectedly answers 500 without details of the failure, which goes to the log", async () => {
  const { post, logs } = await serveJson({
    async Echo() {
      throw new TypeError("the detail");
    },
  });
  const answer = await post("{}");
  expect(answer.status).toBe(500);
  const text = await answer.text();
  expect(JSON.parse(text).__type).toBe("InternalFailure");
  expect(text).not.toContain("detail");
  expect(logs).toEqual([expect.stringContaining("TypeError: the detail")]);
  expect(logs[0]).toContain(answer.headers.get("x-amzn-requestid"));
});

test("an operation without an output answers an empty body, which SDK clients take", async () => {
  const handler = jsonProtocol({
    prefix: "AWSCognitoIdentityProviderService",
    operations: { DeleteUser: () => undefined },
  });
  const { url } = await serve(handler);
  const sdk = new CognitoIdentityProvider({ ...CLIENT, endpoint: url });
  onTestFinished(() => sdk.destroy());
  expect((await sdk.deleteUser({ AccessToken: "a" })).$metadata.httpStatusCode).toBe(200);
});

test("query: SNS's maps and SES's lists arrive as objects and lists, with any characters in their strings", async () => {
  const inputs: QueryInput[] = [];
  const keep = (answer: object) => (input: QueryInput) => {
    inputs.push(input);
    return answer;
  };
  const { sns, ses } = await serveQuery({
    Publish: keep({ MessageId: "m-1" }),
    SendEmail: keep({ MessageId: "m-2" }),
  });
  const text = "a&b=c+d %<é>\n@example.com #123456";
  const attribute = { DataType: "String", StringValue: "Transactional" };
  const published = await sns.publish({
    PhoneNumber: "+12025550123",
    Message: text,
    MessageAttributes: { "AWS.SNS.SMS.SMSType": attribute },
  });
  expect(published.MessageId).toBe("m-1");
  expect(published.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  await ses.sendEmail({
    Source: "otp@example.com",
    Destination: { ToAddresses: ["a@example.com", "b@example.com"], CcAddresses: [] },
    Message: { Subject: { Data: "s" }, Body: { Text: { Data: text, Charset: "UTF-8" } } },
  });
  expect(inputs[0]).toMatchObject({
    Action: "Publish",
    Message: text,
    MessageAttributes: { "AWS.SNS.SMS.SMSType": attribute },
  });
  expect(inputs[1]).toMatchObject({
    Destination: { ToAddresses: ["a@example.com", "b@example.com"] },
    Message: { Body: { Text: { Data: text } } },
  });
});

test("query: an output's lists, maps and odd characters reach an SDK client as they were", async () => {
  const { sns, ses } = await serveQuery({
    GetSMSAttributes: () => ({ attributes: new Map([["DefaultSenderID", 'a<b>&"c"\r\n ü']]) }),
    ListIdentities: () => ({ Identities: ["a@example.com", "example.com"], NextToken: undefined }),
    DeleteIdentity: () => ({}),
    DeleteTopic: () => undefined,
  });
  expect((await sns.getSMSAttributes({})).attributes).toEqual({ DefaultSenderID: 'a<b>&"c"\r\n ü' });
  const listed = await ses.listIdentities({});
  expect(listed.Identities).toEqual(["a@example.com", "example.com"]);
  expect(listed.NextToken).toBeUndefined();
  expect((await ses.deleteIdentity({ Identity: "a" })).$metadata.httpStatusCode).toBe(200);
  expect((await sns.deleteTopic({ TopicArn: "a" })).$metadata.httpStatusCode).toBe(200);
});

test("query: the XML is AWS's", async () => {
  const { url } = await serveQuery({ Publish: () => ({ MessageId: "m", When: new Date(0), Bytes: Buffer.from("a") }) });
  const text = await (await fetch(`${url}/`, { method: "POST", body: "Action=Publish&Version=2010-03-31" })).text();
  expect(text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "ID")).toBe(
    `<PublishResponse xmlns="${NAMESPACE}"><PublishResult><MessageId>m</MessageId>` +
      "<When>1970-01-01T00:00:00.000Z</When><Bytes>YQ==</Bytes></PublishResult>" +
      "<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></PublishResponse>",
  );
});

test("query: typed errors reach SNS and SES clients with name, message and status", async () => {
  const { sns, ses } = await serveQuery({
    Publish() {
      throw new WireError("InvalidParameter", "Invalid parameter: <PhoneNumber>");
    },
    SendEmail() {
      throw new WireError("MessageRejected", "Email address is not verified.");
    },
    ListIdentities() {
      throw new Error("the detail");
    },
  });
  await expect(sns.publish({ Message: "m" })).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "Invalid parameter: <PhoneNumber>",
    $metadata: { httpStatusCode: 400 },
  });
  const message = { Subject: { Data: "s" }, Body: {} };
  await expect(ses.sendEmail({ Source: "a", Destination: {}, Message: message })).rejects.toMatchObject({
    name: "MessageRejected",
    Error: { Type: "Sender" },
  });
  await expect(ses.listIdentities({})).rejects.toMatchObject({
    name: "InternalFailure",
    Error: { Type: "Receiver" },
    $metadata: { httpStatusCode: 500 },
  });
});

test.each([
  ["no action", "", "MissingAction"],
  ["an unknown action", "Action=Nothing", "InvalidAction"],
  ["an action every object has", "Action=constructor", "InvalidAction"],
  ["a name given twice", "Action=Publish&A=1&A=2", "MalformedQueryString"],
  ["a field of a text", "Action=Publish&A=1&A.B=2", "MalformedQueryString"],
  ["a text where fields are", "Action=Publish&A.B=2&A=1", "MalformedQueryString"],
  ["a name of 100,000 parts", `Action=Publish&${"a.".repeat(100_000)}=1`, "MalformedQueryString"],
  ["an entry that is a text", "Action=Publish&A.entry.1=1", "MalformedQueryString"],
  ["an entry with a malformed name", "Action=Publish&A.entry.1.Name.x=1&A.entry.1.Value=2", "MalformedQueryString"],
])("query: %s is refused by its code", async (_name, body, code) => {
  const { url } = await serveQuery({ Publish: () => ({}) });
  const answer = await fetch(url, { method: "POST", body });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(`<Code>${code}</Code>`);
});

test("query: field names cannot reach the prototype, and large indices take no memory", async () => {
  const { url } = await serveQuery({ Publish: (input) => ({ seen: JSON.stringify(input) }) });
  const form = "Action=Publish&__proto__.polluted=1&L.member.999999999=b&L.member.2=a";
  const text = await (await fetch(url, { method: "POST", body: form })).text();
  expect(text).toContain("[&quot;a&quot;,&quot;b&quot;]");
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
});

test("a fault hits calls of its operation: the first `after` calls pass, the next `times` calls fail", async () => {
  const { post, faults } = await serveJson({ ...echo, Other: () => ({}) });
  faults.inject({ operation: "Echo", errorType: "ThrottlingException", message: "Rate exceeded", after: 1, times: 2 });
  const statuses = [];
  for (let round = 0; round < 5; round++) statuses.push((await post("{}")).status);
  expect(statuses).toEqual([200, 400, 400, 200, 200]);
  faults.inject({ operation: "Other", status: 503 });
  expect((await post("{}")).status).toBe(200);
  const failed = await post("{}", { "x-amz-target": "TestService.Other" });
  expect([failed.status, failed.headers.get("x-amzn-errortype")]).toEqual([503, "InternalFailure"]);
});

test("a fault holds until it is removed, and the SDK sees it as an error of the service in both protocols", async () => {
  const { sns, faults } = await serveQuery({ Publish: () => ({ MessageId: "m" }) });
  const remove = faults.inject({ errorType: "Throttled", message: "Rate exceeded", status: 429 });
  const refused = { name: "ThrottledException", message: "Rate exceeded", $metadata: { httpStatusCode: 429 } };
  await expect(sns.publish({ Message: "m" })).rejects.toMatchObject(refused);
  await expect(sns.publish({ Message: "m" })).rejects.toMatchObject(refused);
  remove();
  expect((await sns.publish({ Message: "m" })).MessageId).toBe("m");
});

test("a call dropped before it is done changes nothing; a call dropped afterwards was done", async () => {
  const done: unknown[] = [];
  const { post, faults } = await serveJson({ Echo: (input) => ({ at: done.push(input) }) });
  faults.inject({ drop: true, times: 1 });
  await expect(post("{}")).rejects.toThrow();
  expect(done).toHaveLength(0);
  faults.inject({ drop: "afterwards", times: 1 });
  await expect(post("{}")).rejects.toThrow();
  expect(done).toHaveLength(1);
  expect((await post("{}")).status).toBe(200);
});

test("a delayed call is done after its delay", async () => {
  const { post, faults } = await serveJson(echo);
  faults.inject({ delayMilliseconds: 60 });
  const start = performance.now();
  expect((await post("{}")).status).toBe(200);
  expect(performance.now() - start).toBeGreaterThan(55);
});

test("a fault that would do nothing is refused", () => {
  expect(() => createWireFaults().inject({ operation: "Echo" })).toThrow("a fault needs an errorType");
});

test("the caller's access key id is read from a signed request, and from no other request", async () => {
  const calls: WireCall[] = [];
  const { sns, url } = await serveQuery({
    Publish(_input, call) {
      calls.push(call);
      return { MessageId: "m" };
    },
  });
  await sns.publish({ Message: "m" });
  await fetch(url, { method: "POST", body: "Action=Publish", headers: { authorization: "Bearer Credential=AKIA/x" } });
  await fetch(url, { method: "POST", body: "Action=Publish" });
  expect(calls.map(({ headers }) => accessKeyIdOf(headers))).toEqual(["AKIATEST", null, null]);
  expect(calls[0]?.operation).toBe("Publish");
});

test("a client that goes away in the middle of its body does no harm", async () => {
  const { url, port } = await serve(() => ({ status: 200, headers: {}, body: "alive" }));
  const half = request({ port, host: "127.0.0.1", method: "POST", headers: { "content-length": "10" } });
  half.on("error", () => {});
  await new Promise<void>((resolve) => half.write("half", () => resolve()));
  half.destroy();
  expect(await (await fetch(url)).text()).toBe("alive");
});
