import { gzipSync } from "node:zlib";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPage } from "../../web/build.ts";
import { startTestService, type TestService } from "../service/support.ts";

/** The page as it is built and served: its size, its header fields, and what it tells to whom. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

/** The bytes of a visit in one language, compressed, on which the promise is. */
const MOST_BYTES = 150_000;

const get = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await request(new URL(path, service.outputs.pageUrl), { headers });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
};

test("F17 all that the page loads, every language included, is below 150 KB compressed", () => {
  const sizes = [...buildPage().values()].map(({ body }) => gzipSync(body).length);
  expect(sizes.length).toBeGreaterThan(10);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(MOST_BYTES);
});

test("S49 the page's policy allows its origin and the user pool, and nothing inline or evaluated", async () => {
  const { status, headers } = await get("/");
  const policy = `${headers["content-security-policy"]}`;
  expect(status).toBe(200);
  expect(policy).not.toMatch(/unsafe|\*|data:|https?:\/\/(?!127\.0\.0\.1)/);
  expect(policy.split("; ")).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `connect-src 'self' ${service.outputs.cognitoUrl}`,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
      "frame-ancestors 'none'",
    ]),
  );
  expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
});

test("S49 config.json holds the addresses and the public API key, and no credentials but the local accounts that the start prints", async () => {
  const { text } = await get("/config.json");
  const { userPoolId, userPoolClientId, operatorsClientId, apiKey, backends } = service.outputs;
  expect(JSON.parse(text)).toMatchObject({
    graphqlUrl: "graphql",
    apiKey,
    userPoolId,
    userPoolClientId,
    operatorsClientId,
  });
  for (const { secretAccessKey } of backends) expect(text).not.toContain(secretAccessKey);
});

describe.each(["/inbox.json", "/events.json"])("%s", (path) => {
  test("S47 no page of another origin may read it, and it allows none", async () => {
    const { status, headers } = await get(path, { origin: "http://127.0.0.1:1" });
    expect(status).toBe(200);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers).toMatchObject({ "cross-origin-resource-policy": "same-origin", "cache-control": "no-store" });
  });

  test("S47 it is refused to a page of another host, and under a host name that was rebound", async () => {
    expect((await get(path, { origin: "https://example.com" })).status).toBe(403);
    expect((await get(path, { host: "example.com" })).status).toBe(403);
  });
});

test.each(["/", "/icon.svg", "/config.json", "/docs/README.md"])(
  "S47 %s is refused to a page of another host, and under a host name that was rebound",
  async (path) => {
    expect((await get(path)).status).toBe(200);
    expect((await get(path, { origin: "https://example.com" })).status).toBe(403);
    expect((await get(path, { host: "example.com" })).status).toBe(403);
  },
);

test("the documentation is served as it is written, and no other file of the machine", async () => {
  expect((await get("/docs/README.md")).text).toContain("# ");
  for (const path of ["/docs/nothing.md", "/docs/..%2fpackage.json", "/docs/../package.json", "/package.json"]) {
    expect((await get(path)).status).toBe(404);
  }
});

test("what is not there is answered 404, and another method than GET 405", async () => {
  expect((await get("/nothing")).status).toBe(404);
  expect((await request(service.outputs.pageUrl, { method: "POST", body: "{}" })).statusCode).toBe(405);
});
