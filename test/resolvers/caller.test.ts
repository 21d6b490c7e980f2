import { fileURLToPath } from "node:url";
import type { Json } from "appsync-local";
import { cognitoUser, iamPrincipal, loadStep, type TestCaller } from "appsync-local/testing";
import { expect, test } from "vitest";
import { bakeStepSettings } from "../../resolvers/bundle.ts";
import type { Caller } from "../../resolvers/shared/caller.ts";
import { DEFAULTS } from "../../settings/schema.ts";
import { contextOf } from "./steps.ts";

const step = loadStep(fileURLToPath(new URL("./steps/caller.ts", import.meta.url)), {
  define: bakeStepSettings(DEFAULTS),
});
const callerOf = (caller: TestCaller) => step.request(contextOf({ caller })) as Caller;
const userWith = (claims: Record<string, Json>) => callerOf(cognitoUser({ sub: "s", claims }));

test("S41 a user's session and the time of its sign-in are those of the token, whichever kind it is of", () => {
  for (const token_use of ["id", "access"]) {
    const claims = { token_use, origin_jti: "7c1f", auth_time: 1_764_460_800 };
    expect(userWith(claims)).toMatchObject({ session: "7c1f", authTime: 1_764_460_800 });
  }
});

test.each<[string, Record<string, Json>]>([
  ["without them", {}],
  ["with others of another type", { origin_jti: 7, auth_time: "1764460800" }],
])("S41 a token %s proves no session, and counts as older than every sign-out", (_, claims) => {
  expect(userWith(claims)).toMatchObject({ kind: "user", session: "", authTime: 0 });
});

test("S41 a backend has no session", () => {
  const backend = iamPrincipal({ userArn: "arn:aws:sts::123456789012:assumed-role/shop-backend/session" });
  expect(callerOf(backend)).toMatchObject({ kind: "backend", session: "", authTime: 0 });
});
