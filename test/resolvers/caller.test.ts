import { fileURLToPath } from "node:url";
import type { Json } from "appsync-local";
import { cognitoUser, context, iamPrincipal, loadStep, type TestCaller } from "appsync-local/testing";
import { expect, test } from "vitest";
import { bakeStepSettings } from "../../resolvers/bundle.ts";
import type { Caller } from "../../resolvers/shared/caller.ts";
import { DEFAULTS } from "../../settings/schema.ts";
import { contextOf } from "./steps.ts";

const step = loadStep(fileURLToPath(new URL("./steps/caller.ts", import.meta.url)), {
  define: bakeStepSettings(DEFAULTS),
});
const callerOf = (caller: TestCaller) => step.request(contextOf({ caller })) as Caller;
const userWith = (claims: Record<string, Json>, groups: string[] = []) =>
  callerOf(cognitoUser({ sub: "s", groups, claims }));

test("S41 a member of the group admin is an operator with a token of the operators' app client, of either kind", () => {
  expect(userWith({ token_use: "id", aud: "operators" }, ["staff", "admin"])).toMatchObject({ kind: "operator" });
  expect(userWith({ token_use: "access", client_id: "operators" }, ["admin"])).toMatchObject({ kind: "operator" });
});

test.each<[string, Record<string, Json>, string[]]>([
  ["an ID token of the users' app client", { token_use: "id", aud: "app" }, ["admin"]],
  ["an access token of the users' app client", { token_use: "access", client_id: "app" }, ["admin"]],
  [
    "an ID token that names the operators' client as access tokens do",
    { aud: "app", client_id: "operators" },
    ["admin"],
  ],
  ["an access token that names it as ID tokens do", { token_use: "access", aud: "operators" }, ["admin"]],
  ["a token that names no client", {}, ["admin"]],
  ["the operators' client and no group", { aud: "operators" }, []],
  ["the operators' client and another group", { aud: "operators" }, ["admins"]],
])("S41 %s makes no operator", (_, claims, groups) => {
  expect(userWith(claims, groups)).toMatchObject({ kind: "user" });
});

test("S41 nobody is an operator where the API does not know the operators' app client", () => {
  const caller = cognitoUser({ sub: "s", groups: ["admin"] });
  expect(step.request(context({ caller, env: {} }))).toMatchObject({ kind: "user" });
});

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
