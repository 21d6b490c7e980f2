import { request } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { type ApiDescription, type PageOptions, startAppSync } from "../../src/index.ts";

/** What the endpoint answers the page that a browser shows; that page itself is tested in a browser, in the repository's `test/local/graphiql`. */

const CREDENTIALS = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
const description: ApiDescription = {
  schema: "type Query { who: String @aws_api_key @aws_iam }",
  dataSources: { none: { type: "NONE" } },
  resolvers: [
    {
      ...{ kind: "UNIT", type: "Query", field: "who", dataSource: "none" },
      code: `export function request(ctx) { return { payload: ctx.identity ? ctx.identity.username : "a key" }; }
        export function response(ctx) { return ctx.result; }`,
    },
  ],
  auth: {
    default: {
      type: "API_KEY",
      keys: [
        { key: "da2-old", expiresAt: 1 },
        { key: "da2-new", expiresAt: 253_402_300_799 },
      ],
    },
    additional: [
      {
        ...{ type: "AWS_IAM", region: "eu-west-1" },
        principals: [
          {
            ...CREDENTIALS,
            ...{
              accountId: "111122223333",
              username: "AROA:me",
              userArn: "arn:aws:sts::111122223333:assumed-role/shop/me",
            },
          },
        ],
      },
    ],
  },
};

async function serve(page?: PageOptions, host = "127.0.0.1") {
  const endpoint = await startAppSync(description, { host, ...(page ? { page } : {}) });
  onTestFinished(() => endpoint.close());
  return endpoint;
}

/** `fetch` sets `host` and `origin` itself, so the request is made by hand. */
const send = (port: number, method: string, path: string, headers: Record<string, string>, body?: string) =>
  new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
        let text = "";
        response.on("data", (part) => {
          text += part;
        });
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
      })
        .on("error", reject)
        .end(body);
    },
  );

const openPage = async (port: number, headers: Record<string, string> = {}) => {
  const answer = await send(port, "GET", "/graphql", { accept: "text/html", ...headers });
  return { ...answer, start: JSON.parse(/<script[^>]+id="start">(.*?)<\/script>/.exec(answer.text)?.[1] ?? "") };
};

const askHeaders = (port: number, id: string, body: string, headers: Record<string, string> = {}) =>
  send(port, "POST", "/graphql/page/headers", headers, JSON.stringify({ id, body }));

test("a description's API keys that are valid and its IAM principals are callers, whose headers the API takes", async () => {
  const { port, url } = await serve();
  const { start } = await openPage(port);
  expect(start.callers).toEqual([
    { id: "API key", name: "API key" },
    { id: "IAM assumed-role/shop/me", name: "IAM assumed-role/shop/me" },
  ]);
  const body = JSON.stringify({ query: "{ who }" });
  const answers = [];
  for (const { id } of start.callers) {
    const { headers } = JSON.parse((await askHeaders(port, id, body)).text);
    const sent = { ...headers, "content-type": "application/json" };
    answers.push(await (await fetch(url, { method: "POST", headers: sent, body })).json());
  }
  expect(answers).toEqual([{ data: { who: "a key" } }, { data: { who: "AROA:me" } }]);
});

test("after the description was replaced, the callers are those of the new one", async () => {
  const endpoint = await serve();
  endpoint.replace({ ...description, auth: { default: description.auth.additional?.[0] as never } });
  expect((await openPage(endpoint.port)).start.callers).toHaveLength(1);
  expect((await askHeaders(endpoint.port, "API key", "{}")).status).toBe(404);
});

test("callers of one's own take the place of the description's", async () => {
  const callers = () => [
    { name: "</script>", query: "{ who }", authorize: () => ({ "x-api-key": "da2-new" }) },
    { name: "nobody", authorize: () => Promise.reject(new Error("signed out")) },
  ];
  const { port } = await serve({ title: "Mine & <yours>", links: [{ name: "Inbox", url: "/inbox" }], callers });
  const { start, text } = await openPage(port);
  expect(start).toMatchObject({
    links: [{ name: "Inbox", url: "/inbox" }],
    callers: [{ name: "</script>" }, { name: "nobody" }],
  });
  expect(text).toContain("<title>Mine &amp; &lt;yours></title>");
  expect(await askHeaders(port, "nobody", "{}")).toMatchObject({
    ...{ status: 500, text: '{"message":"No headers could be made: signed out"}' },
  });
});

test("the page loads nothing from elsewhere, runs no script of others, and its files are loaded once", async () => {
  const { port } = await serve();
  const { text, headers } = await openPage(port);
  expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self';");
  expect(text).toContain('name="viewport" content="width=device-width');
  const files = [...text.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, path = ""]) => path);
  expect(files).toHaveLength(2);
  let bytes = 0;
  for (const path of files) {
    expect(path).toMatch(/^\/graphql\/page\/main-\w{8}\.(js|css)$/);
    const file = await send(port, "GET", path, {});
    expect(file).toMatchObject({ status: 200, headers: { "cache-control": "public, max-age=31536000, immutable" } });
    bytes += file.text.length;
  }
  expect(bytes).toBeLessThan(2_000_000);
  expect((await send(port, "GET", "/graphql/page/other.js", {})).status).toBe(404);
});

describe("credentials are for the page of this machine and origin alone:", () => {
  test.each(["evil.example", "localhost.evil.example", "0.0.0.0"])(
    "a host name that was rebound gets no headers: %s",
    async (host) => {
      const { port } = await serve();
      expect((await openPage(port, { host })).start.callers).toBeNull();
      expect(await askHeaders(port, "API key", "{}", { host })).toMatchObject({ status: 403 });
    },
  );

  test.each(["https://evil.example", "null", "http://localhost:1", "http://127.0.0.1"])(
    "a page of another origin gets no headers: %s",
    async (origin) => {
      const { port } = await serve();
      const answer = await askHeaders(port, "API key", "{}", { origin });
      expect(answer.status).toBe(403);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    },
  );

  test("the page itself does, and no answer of it may be read by other origins", async () => {
    const { port } = await serve();
    const answer = await askHeaders(port, "API key", "{}", { origin: `http://127.0.0.1:${port}` });
    expect(answer).toMatchObject({ status: 200, text: '{"headers":{"x-api-key":"da2-new"}}' });
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect((await openPage(port)).headers["access-control-allow-origin"]).toBeUndefined();
  });
});
