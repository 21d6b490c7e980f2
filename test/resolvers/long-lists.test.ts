import { cognitoUser } from "appsync-local/testing";
import { expect, test } from "vitest";
import { contextOf, stepOf } from "./steps.ts";

/** AppSync ends a loop silently after 1,000 times, so what callers send in any number is refused before anything is done with each. */

const handlers = stepOf("clients/createApiClient");
const caller = cognitoUser({ sub: "operator", groups: ["admin"], claims: { aud: "operators", auth_time: 1 } });
const MANY = 1_001;
const input = { name: "Shop", email: "shop@example.com", purposes: ["login"], dailySends: 1 };

test.each([
  ["purposes", Array.from({ length: MANY }, (_, index) => `p${index}`)],
  ["countries", Array.from({ length: MANY }, (_, index) => `C${index}`)],
  ["sites", Array.from({ length: MANY }, (_, index) => ({ host: `h${index}.example.com` }))],
])("more %s than a loop may have rounds are refused by their number", (field, list) => {
  const ctx = contextOf({ caller, args: { input: { ...input, [field]: list } } });
  const info = expect.objectContaining({ field, reason: "OUT_OF_RANGE" });
  expect(() => handlers.request(ctx)).toThrow(expect.objectContaining({ type: "InvalidInput", info }));
});
