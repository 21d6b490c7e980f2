import { describe, expect, onTestFinished, test } from "vitest";
import type { Json } from "../../src/contracts.ts";
import { createDataSource } from "../../src/datasources/create.ts";
import type { HttpDataSource } from "../../src/description.ts";
import { createFaultSwitch } from "../../src/fault-switch.ts";
import { CREDENTIALS, call } from "../support/tables.ts";
import { isSigned, startRecorder } from "./support.ts";

function open(endpoint: string, awsIam?: HttpDataSource["awsIam"]) {
  const client = createDataSource(
    { type: "HTTP", endpoint, ...(awsIam && { awsIam }) },
    { name: "http", faults: createFaultSwitch(), clock: Date.now },
  );
  onTestFinished(() => client.close());
  return client;
}

/** What the request arrives as. */
async function arriving(request: { [key: string]: Json }) {
  const { origin, received } = await startRecorder();
  const answer = await open(origin).invoke(request, call());
  return { answer, request: received[0], origin };
}

describe("a request", () => {
  test("arrives with its method, path, headers, query and body", async () => {
    const { request } = await arriving({
      method: "POST",
      resourcePath: "/v1/users?a=1",
      params: { headers: { "X-Two": "ü", "Content-Type": "text/plain" }, query: { q: "a b&c", n: 7 }, body: "text" },
    });
    expect(request).toMatchObject({
      method: "POST",
      url: "/v1/users?a=1&q=a%20b%26c&n=7",
      headers: { "x-two": "ü", "content-type": "text/plain" },
      body: "text",
    });
  });

  test("has no body unless the handler gives one; an object goes out as JSON", async () => {
    expect((await arriving({ method: "GET", resourcePath: "/" })).request?.body).toBe("");
    const { request } = await arriving({ method: "PUT", resourcePath: "/", params: { body: { a: [1] } } });
    expect(request?.body).toBe('{"a":[1]}');
  });

  test.each(["//elsewhere.example/x", "/@elsewhere.example", "/\\elsewhere.example", "/../x", "/:80/x", "/a b#c"])(
    "cannot leave its host by the path %s",
    async (resourcePath) => {
      const { answer, request, origin } = await arriving({ method: "GET", resourcePath });
      expect(answer.error).toBeUndefined();
      expect(`http://${request?.headers.host}`).toBe(origin);
    },
  );

  test.each([
    [{ resourcePath: "/" }, "Value for field '$[method]' not found."],
    [{ method: "GET" }, "Value for field '$[resourcePath]' not found."],
    [{ method: "TRACE", resourcePath: "/" }, "Unsupported method 'TRACE' for '$[method]'."],
    [{ method: "GET", resourcePath: "http://elsewhere.example/" }, "'$[resourcePath]' has to start with '/'"],
    [{ method: "GET", resourcePath: "/a\r\nx-evil: 1" }, "'$[resourcePath]' has to start with '/'"],
    [{ method: "GET", resourcePath: "/", body: "x" }, "Unsupported element '$[body]'."],
    [{ method: "GET", resourcePath: "/", params: { form: {} } }, "Unsupported element '$[params][form]'."],
  ])("%j is refused", async (request, message) => {
    const { answer, request: arrived } = await arriving(request);
    expect(answer.error).toEqual({ type: "MappingTemplate", message: expect.stringContaining(message) });
    expect(arrived).toBeUndefined();
  });

  test.each([
    ["x-a", "1\r\nx-evil: 1"],
    ["x-a", "1\nx-evil: 1"],
    ["x-a", "\u0000"],
    ["x-a", "\u0100"],
    ["x-a\r\nx-evil", "1"],
    ["x a", "1"],
    ["", "1"],
    ["Host", "elsewhere.example"],
    ["content-length", "0"],
    ["Transfer-Encoding", "chunked"],
    ["Content-Type", "image/png"],
    ["x-a", 1],
  ])("the header %j: %j is refused", async (name, value) => {
    const { answer, request } = await arriving({
      method: "GET",
      resourcePath: "/",
      params: { headers: { [name]: value } },
    });
    expect(answer.error?.type).toBe("MappingTemplate");
    expect(request).toBeUndefined();
  });
});

describe("an answer", () => {
  const ask = async (answer: Parameters<typeof startRecorder>[0], signal?: AbortSignal) => {
    const { origin, received } = await startRecorder(answer);
    return { ...(await open(origin).invoke({ method: "GET", resourcePath: "/" }, call(signal))), received };
  };

  test.each([200, 204, 404, 500])("of status %i is a result", async (status) => {
    const body = status === 204 ? "" : "ünverändert";
    const { result, error } = await ask((response) =>
      response.writeHead(status, { "X-One": "1", "Set-Cookie": ["a", "b"] }).end(body),
    );
    expect(error).toBeUndefined();
    expect(result).toMatchObject({ statusCode: status, headers: { "x-one": "1", "set-cookie": "a,b" }, body });
  });

  test("that redirects is not followed", async () => {
    const { result, received } = await ask((response) => response.writeHead(302, { location: "/elsewhere" }).end());
    expect(result).toMatchObject({ statusCode: 302, headers: { location: "/elsewhere" } });
    expect(received).toHaveLength(1);
  });

  const failure = { type: "HTTP:RequestFailure", message: expect.stringMatching(/./) };

  test("may have 1 MB and no more", async () => {
    const most = "x".repeat(1024 * 1024);
    expect((await ask((response) => response.end(most))).result).toMatchObject({ body: most });
    expect(await ask((response) => response.end(`${most}x`))).toMatchObject({ result: null, error: failure });
  });

  test("that breaks off, or does not come in time, is ctx.error", async () => {
    const broken = await ask((response) =>
      response.writeHead(200, { "content-length": "9" }).write("x", () => response.destroy()),
    );
    expect(broken).toMatchObject({ result: null, error: failure });
    expect(await ask(() => {}, AbortSignal.timeout(20))).toMatchObject({ result: null, error: failure });
  });

  test("of a server that is not there is ctx.error", async () => {
    const answer = await open("http://127.0.0.1:1").invoke({ method: "GET", resourcePath: "/" }, call());
    expect(answer).toEqual({ result: null, error: failure });
  });
});

test("with awsIam, requests bear the signature that AWS's own signer gives them", async () => {
  const scope = { region: "us-east-1", service: "kms", credentials: { ...CREDENTIALS, sessionToken: "t" } };
  const { origin, received } = await startRecorder();
  const { credentials } = scope;
  const client = open(origin, { signingRegion: scope.region, signingServiceName: scope.service, credentials });
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "TrentService.GenerateMac" };
  const requests: { [key: string]: Json }[] = [
    { method: "POST", resourcePath: "/", params: { headers, body: '{"KeyId":"ü"}' } },
    { method: "GET", resourcePath: "/a b/ü", params: { query: { "a b": "c+d/e=f ü", z: "" } } },
  ];
  for (const request of requests) {
    expect((await client.invoke(request, call())).error).toBeUndefined();
  }
  expect(received).toHaveLength(2);
  for (const request of received) {
    expect(request.headers.authorization).toMatch(/Credential=AKIAEXAMPLE\/\d{8}\/us-east-1\/kms\/aws4_request/);
    expect(await isSigned(request, scope)).toBe(true);
  }
});

test.each(["http://127.0.0.1:1/path", "http://user:pass@127.0.0.1", "http://127.0.0.1/?a=b", "ftp://127.0.0.1"])(
  "the endpoint %s is refused when the data source is made",
  (endpoint) => {
    expect(() => open(endpoint)).toThrow(`the endpoint "${endpoint}" has to be http or https, host and port`);
  },
);
