import { expect, test } from "vitest";
import type { ApiKeyAuth } from "../../src/description.ts";
import { accepted, guard, NOW, refused } from "./support.ts";

const mode: ApiKeyAuth = {
  type: "API_KEY",
  keys: [
    { key: "da2-old", expiresAt: NOW / 1000 },
    { key: "da2-current", expiresAt: NOW / 1000 + 1 },
    { key: "da2-next", expiresAt: NOW / 1000 + 9 },
  ],
};

test("a caller with an API key has no identity", async () => {
  const caller = await accepted(await guard({ default: mode }), { "x-api-key": "da2-current" });
  expect(caller).toMatchObject({ mode: "API_KEY", identity: null, groups: [] });
  expect(caller.mayReach("Query", "hello")).toBe(true);
});

test("every key that has not expired is taken, so that keys can be rotated", async () => {
  const server = await guard({ default: mode });
  await accepted(server, { "x-api-key": "da2-current" });
  await accepted(server, { "x-api-key": "da2-next" });
});

test("a wrong key is refused, as are an empty one and a part of one", async () => {
  const server = await guard({ default: mode });
  for (const key of ["da2-wrong", "", "da2-curren", "da2-current1", "DA2-CURRENT"]) {
    await refused(server, { "x-api-key": key }, "no such API key");
  }
});

test("an expired key is refused from its second on, by the API's clock", async () => {
  let now = NOW;
  const server = await guard({ default: mode }, { clock: () => now });
  await refused(server, { "x-api-key": "da2-old" }, "the API key has expired");
  await accepted(server, { "x-api-key": "da2-current" });
  now += 1000;
  await refused(server, { "x-api-key": "da2-current" }, "the API key has expired");
});
