import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../service/support.ts";

/** Each stand-in answers this machine alone, whatever a browser on it is made to ask. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

/** `fetch` sets both headers itself, so the request is made by hand. */
const statusOf = (url: string, method: string, headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    request(url, { method, headers: { "content-type": "application/x-amz-json-1.1", ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end(method === "POST" ? "{}" : undefined);
  });

describe.each(["cognito", "kms", "messages", "publicFiles"] as const)("the %s stand-in", (name) => {
  const url = () => service[name].url;

  test.each(["evil.example", "localhost.evil.example", "evil.example:80", "0.0.0.0"])(
    "S47 refuses a name that was rebound to this machine: %s",
    async (host) => {
      for (const method of ["POST", "GET", "OPTIONS"]) expect(await statusOf(url(), method, { host })).toBe(403);
    },
  );

  test.each(["https://evil.example", "null", "http://localhost.evil.example", "file://"])(
    "S47 refuses a page of another origin: %s",
    async (origin) => {
      for (const method of ["POST", "GET", "OPTIONS"]) expect(await statusOf(url(), method, { origin })).toBe(403);
    },
  );

  test("answers pages and programs of this machine", async () => {
    for (const headers of [
      {},
      { origin: "http://localhost:5173" },
      { origin: "http://127.0.0.1:4000" },
      { host: "[::1]:4002" },
    ]) {
      expect(await statusOf(url(), "POST", headers as Record<string, string>)).not.toBe(403);
    }
  });
});

describe("GraphiQL's callers", () => {
  const ask = (headers: Record<string, string>) =>
    statusOf(`${service.outputs.graphqlUrl}/page/headers`, "POST", headers);

  test.each(["evil.example", "localhost.evil.example"])("S47 are not for a name that was rebound: %s", async (host) => {
    expect(await ask({ host })).toBe(403);
  });

  test.each(["https://evil.example", "null", "http://localhost:5173"])(
    "S47 are not for a page of another origin: %s",
    async (origin) => {
      expect(await ask({ origin })).toBe(403);
    },
  );

  test("are for GraphiQL's own page", async () => {
    expect(await ask({ origin: new URL(service.outputs.graphqlUrl).origin })).not.toBe(403);
  });
});
