import { describe, expect, test } from "vitest";
import { createAuthenticator } from "../../src/auth/authenticate.ts";
import type { LambdaAuth } from "../../src/description.ts";
import { accepted, BODY, guard, NOW, post, refused } from "./support.ts";

interface AuthorizerEvent {
  authorizationToken: string;
  requestHeaders: Record<string, string>;
}

const mode: LambdaAuth = { type: "AWS_LAMBDA", function: { codePath: "authorizer.mjs" } };

/** An API with an authorizer that answers as told; `events` are the questions it was asked. */
async function authorizing(
  answer: unknown | ((event: AuthorizerEvent) => unknown),
  settings: Partial<LambdaAuth> = {},
) {
  const events: AuthorizerEvent[] = [];
  const time = { now: NOW };
  const invokeAuthorizer = async (_: unknown, event: unknown) => {
    events.push(event as AuthorizerEvent);
    return typeof answer === "function" ? answer(event) : answer;
  };
  const server = await guard({ default: { ...mode, ...settings } }, { invokeAuthorizer, clock: () => time.now });
  return { server, events, time };
}

const token = { authorization: "custom-token" };

describe("the authorizer is asked", () => {
  test("with AppSync's event", async () => {
    const { server, events } = await authorizing({ isAuthorized: true });
    await accepted(server, { ...token, "x-tenant": "one" });
    expect(events).toEqual([
      {
        authorizationToken: "custom-token",
        requestContext: {
          apiId: "thisapi",
          accountId: "000000000000",
          requestId: "r-1",
          queryString: "query Hello($name: String) { hello(name: $name) }",
          operationName: "Hello",
          variables: { name: "you" },
        },
        requestHeaders: expect.objectContaining({ authorization: "custom-token", "x-tenant": "one" }),
      },
    ]);
  });

  test("once a token until five minutes are over", async () => {
    const { server, events, time } = await authorizing({ isAuthorized: true });
    await accepted(server, token);
    time.now += 299_999;
    await accepted(server, token);
    expect(events).toHaveLength(1);
    time.now += 1;
    await accepted(server, token);
    await accepted(server, { authorization: "other-token" });
    expect(events.map((event) => event.authorizationToken)).toEqual(["custom-token", "custom-token", "other-token"]);
  });

  test("for as long as the API says, and as the answer says before it", async () => {
    const api = await authorizing({ isAuthorized: true }, { ttlSeconds: 0 });
    await accepted(api.server, token);
    await accepted(api.server, token);
    expect(api.events).toHaveLength(2);
    const never = await authorizing({ isAuthorized: true, ttlOverride: 0 }, { ttlSeconds: 60 });
    await accepted(never.server, token);
    await accepted(never.server, token);
    expect(never.events).toHaveLength(2);
    const longer = await authorizing({ isAuthorized: true, ttlOverride: 600 }, { ttlSeconds: 0 });
    await accepted(longer.server, token);
    longer.time.now += 599_999;
    await accepted(longer.server, token);
    expect(longer.events).toHaveLength(1);
  });

  test("again about a token that a thousand others have pushed out", async () => {
    let asked = 0;
    const invokeAuthorizer = async () => ({ isAuthorized: true, resolverContext: { asked: ++asked } });
    const deps = { clock: () => NOW, apiId: "thisapi", invokeAuthorizer };
    const authenticate = createAuthenticator({ default: mode }, deps);
    const request = {
      method: "POST",
      url: "/graphql",
      body: Buffer.from(BODY),
      sourceIp: "192.0.2.1",
      requestId: "r-1",
    };
    const ask = (authorization: string) => authenticate({ ...request, headers: { authorization } });
    await ask("custom-token");
    for (let other = 0; other < 999; other += 1) await ask(`other-${other}`);
    expect((await ask("custom-token")).identity).toEqual({ resolverContext: { asked: "1" } });
    await ask("other-999");
    expect((await ask("custom-token")).identity).toEqual({ resolverContext: { asked: "1002" } });
  });

  test("only about tokens that match the whole expression", async () => {
    const { server, events } = await authorizing(
      { isAuthorized: true },
      { identityValidationExpression: "custom-\\w+" },
    );
    await accepted(server, token);
    for (const authorization of ["other", "custom-token-", " xcustom-token", "custom-"]) {
      await refused(server, { authorization }, "does not match identityValidationExpression");
    }
    expect(events).toHaveLength(1);
  });

  test("only about tokens of at most 2,048 characters", async () => {
    const { server } = await authorizing({ isAuthorized: true });
    await accepted(server, { authorization: "x".repeat(2_048) });
    await refused(server, { authorization: "x".repeat(2_049) }, "longer than 2048");
  });

  test("only about well-formed requests", async () => {
    const { server, events } = await authorizing({ isAuthorized: true });
    const answer = await post(server.url, token, "{");
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ errorType: "MalformedHttpRequestException" }] });
    expect(events).toEqual([]);
  });
});

describe("the identity is the resolver context", () => {
  test("with every value as a string", async () => {
    const resolverContext = { tenant: "one", balance: 100, admin: false, missing: null };
    const { server } = await authorizing({ isAuthorized: true, resolverContext });
    const caller = await accepted(server, token);
    expect(caller).toMatchObject({ mode: "AWS_LAMBDA", groups: [] });
    expect(caller.identity).toStrictEqual({ resolverContext: { tenant: "one", balance: "100", admin: "false" } });
  });

  test("and an empty one when the authorizer answers without it", async () => {
    const { server } = await authorizing({ isAuthorized: true });
    expect((await accepted(server, token)).identity).toStrictEqual({ resolverContext: {} });
  });
});

describe("denied fields are out of reach", () => {
  test("by short name and by ARN", async () => {
    const arn = (api: string) => `arn:aws:appsync:eu-central-1:111122223333:apis/${api}/types/Query/fields/secret`;
    const { server } = await authorizing({ isAuthorized: true, deniedFields: ["Mutation.create", arn("thisapi")] });
    const { mayReach } = await accepted(server, token);
    expect(mayReach("Mutation", "create")).toBe(false);
    expect(mayReach("Query", "secret")).toBe(false);
    expect(mayReach("Query", "create")).toBe(true);
    const other = await authorizing({ isAuthorized: true, deniedFields: [arn("otherapi")] });
    expect((await accepted(other.server, token)).mayReach("Query", "secret")).toBe(true);
  });

  test("also when the answer is remembered", async () => {
    const { server, events } = await authorizing({ isAuthorized: true, deniedFields: ["Mutation.create"] });
    await accepted(server, token);
    expect((await accepted(server, token)).mayReach("Mutation", "create")).toBe(false);
    expect(events).toHaveLength(1);
  });
});

describe("the caller is refused", () => {
  test("when the authorizer says no, which is remembered too", async () => {
    const { server, events } = await authorizing({ isAuthorized: false });
    await refused(server, token, "the authorizer refused the token");
    await refused(server, token, "the authorizer refused the token");
    expect(events).toHaveLength(1);
  });

  test("when the authorizer fails, and it is asked again the next time", async () => {
    let failing = true;
    const { server } = await authorizing(() => {
      if (failing) throw new Error("Task timed out after 3.00 seconds");
      return { isAuthorized: true };
    });
    await refused(server, token, "the authorizer failed: Task timed out after 3.00 seconds");
    failing = false;
    await accepted(server, token);
  });

  test.each([
    ["nothing", undefined, "an object"],
    ["null", null, "an object"],
    ["a string", "yes", "an object"],
    ["a list", [{ isAuthorized: true }], "an object"],
    ["no isAuthorized", { resolverContext: {} }, "isAuthorized as true or false"],
    ["an isAuthorized that is only like true", { isAuthorized: "true" }, "isAuthorized as true or false"],
    ["a nested resolver context", { isAuthorized: true, resolverContext: { a: { b: 1 } } }, '"a" is nested'],
    ["a list within the resolver context", { isAuthorized: true, resolverContext: { a: [] } }, '"a" is nested'],
    [
      "a resolver context that is no object",
      { isAuthorized: true, resolverContext: "x" },
      "resolverContext as an object",
    ],
    ["denied fields that are no list", { isAuthorized: true, deniedFields: "Query.a" }, "deniedFields as a list"],
    ["denied fields of an unknown form", { isAuthorized: true, deniedFields: ["Query/a"] }, '"Query/a" is neither'],
    ["denied fields that are no strings", { isAuthorized: true, deniedFields: [["Query.a"]] }, "is neither"],
    ["a time to live that is no number", { isAuthorized: true, ttlOverride: "60" }, "ttlOverride as a number"],
    ["a time to live below nothing", { isAuthorized: true, ttlOverride: -1 }, "ttlOverride as a number"],
  ])("when the authorizer answers %s", async (_, answer, reason) => {
    const { server } = await authorizing(answer);
    await refused(server, token, reason);
  });
});
