import { describe, expect, onTestFinished, test } from "vitest";
import { signRequest } from "../../src/auth/sigv4.ts";
import type { ApiDescription, AuthMode } from "../../src/description.ts";
import type { ListenOptions } from "../../src/index.ts";
import { API_KEY, answering, describeApi, serve, step } from "../support/api.ts";
import { startPool } from "../support/pool.ts";
import { byKey, connect, hostOf, open, withHeader } from "./support.ts";

/** Who may connect, who may subscribe, and what a subscription's resolver has to say. */

const KEY: AuthMode = { type: "API_KEY", keys: [{ key: API_KEY, expiresAt: Number.MAX_SAFE_INTEGER }] };
const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
const principal = { ...credentials, accountId: "1", userArn: "arn:aws:iam::1:user/u", username: "u" };
const IAM: AuthMode = { type: "AWS_IAM", region: "us-east-1", principals: [principal] };
/** Lets in the token "let-me-in", with the query that it was asked about, and denies one field. */
const AUTHORIZER = new URL("authorizer.mjs", import.meta.url).pathname;
const LAMBDA: AuthMode = { type: "AWS_LAMBDA", function: { codePath: AUTHORIZER }, ttlSeconds: 0 };

const everybody = "@aws_api_key @aws_iam @aws_lambda @aws_cognito_user_pools";
const schema = `
  type Query { ping: String }
  type Mutation { add(id: ID!): Note ${everybody} }
  type Subscription {
    added: Note @aws_subscribe(mutations: ["add"]) ${everybody}
    forAdmins: Note @aws_subscribe(mutations: ["add"]) @aws_cognito_user_pools(cognito_groups: ["admins"])
    denied: Note @aws_subscribe(mutations: ["add"]) @aws_lambda
  }
  type Note ${everybody} { id: ID! secret: String @aws_iam }
`;

async function api(fields: Record<string, string> = {}, options: ListenOptions = {}) {
  const pool = await startPool();
  onTestFinished(() => pool.close());
  const auth: ApiDescription["auth"] = {
    default: KEY,
    additional: [IAM, LAMBDA, { type: "AMAZON_COGNITO_USER_POOLS", issuer: pool.issuer }],
  };
  const all = { "Mutation.add": answering("{ id: ctx.args.id, secret: 's' }"), ...fields };
  return { pool, ...(await serve(describeApi({ schema, auth, fields: all }), options)) };
}
type Served = Awaited<ReturnType<typeof api>>;

const APPSYNC_HEADERS = {
  accept: "application/json, text/javascript",
  "content-encoding": "amz-1.0",
  "content-type": "application/json; charset=UTF-8",
};

/** A signature over a POST to the endpoint, as clients make it. */
function signed({ url }: Served, path: string, body: string) {
  const scope = { region: "us-east-1", service: "appsync", credentials, date: new Date() };
  return signRequest({ method: "POST", url: new URL(`${url}${path}`), headers: APPSYNC_HEADERS, body }, scope);
}

/** For each mode: the header of the handshake, and the authorization of a start with some data. */
const MODES: [string, (served: Served, data: string | null) => Promise<object>][] = [
  ["an API key", async ({ url }) => byKey(url)],
  ["a Cognito token", async ({ url, pool }) => ({ host: hostOf(url), Authorization: await pool.idToken("ada") })],
  ["a Lambda authorizer's token", async ({ url }) => ({ host: hostOf(url), Authorization: "let-me-in" })],
  [
    "a SigV4 signature",
    (served, data) => (data === null ? signed(served, "/connect", "{}") : signed(served, "", data)),
  ],
];

const ADDED = "subscription { added { id } }";
const dataOf = (query: string, variables = {}) => JSON.stringify({ query, variables });

describe("every auth mode", () => {
  test.each(MODES)("%s opens a connection, and starts a subscription", async (_, header) => {
    const served = await api();
    const client = await open(withHeader(served.realtimeUrl, await header(served, null)));
    client.send({ type: "connection_init" });
    expect(await client.next()).toMatchObject({ type: "connection_ack" });
    const authorization = await header(served, dataOf(ADDED));
    expect(await client.start("a", ADDED, {}, authorization)).toEqual({ id: "a", type: "start_ack" });
    await served.query("mutation { add(id: 1) { id } }");
    expect(await client.rest()).toHaveLength(1);
  });

  test("subscriptions of different modes share one connection", async () => {
    const served = await api();
    const client = await connect(served.realtimeUrl);
    for (const [index, [, header]] of MODES.entries()) {
      const answer = await client.start(`s${index}`, ADDED, {}, await header(served, dataOf(ADDED)));
      expect(answer).toMatchObject({ type: "start_ack" });
    }
  });

  test.each<[string, (served: Served) => Promise<object> | object]>([
    ["a wrong key", ({ url }) => byKey(url, "da2-wrong")],
    ["a token of nobody's pool", ({ url }) => ({ host: hostOf(url), Authorization: "eyJ.eyJ.x" })],
    ["a token that the authorizer refuses", ({ url }) => ({ host: hostOf(url), Authorization: "stranger" })],
    ["a signature over other data", (served) => signed(served, "", dataOf("subscription { denied { id } }"))],
    ["the handshake's signature", (served) => signed(served, "/connect", "{}")],
    ["nothing", () => ({})],
  ])("a start with %s is refused by error, and the connection stays", async (_, authorization) => {
    const served = await api();
    const client = await connect(served.realtimeUrl);
    const answer = await client.start("a", ADDED, {}, await authorization(served));
    expect(answer).toMatchObject({
      id: "a",
      type: "error",
      payload: { errors: [{ errorType: "UnauthorizedException" }] },
    });
    await served.query("mutation { add(id: 1) { id } }");
    expect(await client.rest()).toEqual([]);
  });

  test("a start without authorization is refused, whoever opened the connection", async () => {
    const { realtimeUrl } = await api();
    const client = await connect(realtimeUrl);
    client.send({ id: "a", type: "start", payload: { data: dataOf(ADDED) } });
    expect(await client.next()).toMatchObject({ payload: { errors: [{ errorType: "UnauthorizedException" }] } });
  });

  test("a handshake signed without /connect is refused", async () => {
    const served = await api();
    const client = await open(withHeader(served.realtimeUrl, await signed(served, "", "{}")));
    client.send({ type: "connection_init" });
    expect(await client.next()).toMatchObject({ type: "connection_error" });
  });

  test("an expired token is refused in words that say so", async () => {
    const { realtimeUrl, url, pool } = await api({}, { clock: () => Date.now() + 3_600_000 });
    const Authorization = await pool.idToken("ada");
    const client = await open(withHeader(realtimeUrl, { host: hostOf(url), Authorization: `Bearer ${Authorization}` }));
    client.send({ type: "connection_init" });
    expect((await client.next()).payload.errors).toMatchObject([{ message: "Token has expired.", errorCode: 400 }]);
  });
});

describe("a Lambda authorizer", () => {
  test("is asked without a query at the handshake, and with the query at the start", async () => {
    const served = await api({
      "Subscription.added": step({ response: "util.error(ctx.identity.resolverContext.asked, 'Asked');" }),
    });
    const header = { host: hostOf(served.url), Authorization: "let-me-in" };
    const client = await connect(served.realtimeUrl, header);
    const answer = await client.start("a", "subscription S { added { id } }", {}, header);
    expect(JSON.parse(answer.payload.errors[0].message)).toEqual({
      query: "subscription S { added { id } }",
      variables: {},
    });
  });

  test("denies fields of subscriptions", async () => {
    const { realtimeUrl, url } = await api();
    const header = { host: hostOf(url), Authorization: "let-me-in" };
    const client = await connect(realtimeUrl, header);
    const answer = await client.start("a", "subscription { denied { id } }", {}, header);
    expect(answer.payload.errors).toEqual([
      { errorType: "Unauthorized", message: "Not Authorized to access denied on type Subscription" },
    ]);
  });
});

describe("directives of the schema", () => {
  test("refuse the start of a subscription that the caller's mode or group may not have", async () => {
    const { realtimeUrl, url, pool } = await api();
    const client = await connect(realtimeUrl);
    const asUser = async (claims = {}) => ({ host: hostOf(url), Authorization: await pool.idToken("ada", claims) });
    const start = (id: string, authorization: object) =>
      client.start(id, "subscription { forAdmins { id } }", {}, authorization);
    const refusal = { errorType: "Unauthorized", message: "Not Authorized to access forAdmins on type Subscription" };
    expect((await start("a", byKey(url))).payload.errors).toEqual([refusal]);
    expect((await start("b", await asUser())).payload.errors).toEqual([refusal]);
    expect(await start("c", await asUser({ "cognito:groups": ["admins"] }))).toMatchObject({ type: "start_ack" });
  });

  test("hold for the fields of what is delivered, by who subscribed", async () => {
    const served = await api();
    const client = await connect(served.realtimeUrl);
    const text = "subscription { added { id secret } }";
    await client.start("key", text);
    await client.start("iam", text, {}, await signed(served, "", dataOf(text)));
    const body = JSON.stringify({ query: "mutation { add(id: 1) { id secret } }" });
    const headers = await signRequest(
      { method: "POST", url: new URL(served.url), headers: { "content-type": "application/json" }, body },
      { region: "us-east-1", service: "appsync", credentials, date: new Date() },
    );
    await served.post(body, { ...headers, host: undefined, "x-api-key": undefined });
    const [key, iam] = await client.rest();
    expect(iam.payload).toEqual({ data: { added: { id: "1", secret: "s" } } });
    expect(key.payload.data).toEqual({ added: { id: "1", secret: null } });
    expect(key.payload.errors).toMatchObject([
      { errorType: "Unauthorized", message: "Not Authorized to access secret on type Note" },
    ]);
  });

  test("that let the publisher read less than it selected leave subscribers without news", async () => {
    const { realtimeUrl, query } = await api();
    const client = await connect(realtimeUrl);
    await client.start("a", ADDED);
    const { body } = await query("mutation { add(id: 1) { id secret } }");
    expect(body.errors).toMatchObject([{ errorType: "Unauthorized" }]);
    expect(await client.rest()).toEqual([]);
  });
});

describe("the resolver of a subscription", () => {
  const withResolver = (code: string) => api({ "Subscription.added": code });

  test("sees its caller, its arguments and the headers of extensions.authorization before start_ack", async () => {
    const { realtimeUrl, url, pool } = await withResolver(
      step({
        response:
          "util.error(JSON.stringify([ctx.identity.sub, ctx.info.parentTypeName, ctx.request.headers['x-team']]), 'Saw');",
      }),
    );
    const client = await connect(realtimeUrl);
    const authorization = { host: hostOf(url), Authorization: await pool.idToken("ada"), "X-Team": "blue" };
    expect((await client.start("a", ADDED, {}, authorization)).payload.errors).toEqual([
      { errorType: "Saw", message: '["ada","Subscription","blue"]' },
    ]);
  });

  test.each([
    ["util.error", "util.error('not you', 'Forbidden');", { errorType: "Forbidden", message: "not you" }],
    ["util.unauthorized", "util.unauthorized();", { errorType: "Unauthorized" }],
    ["util.appendError", "util.appendError('not quite', 'Warning');", { errorType: "Warning", message: "not quite" }],
    ["a failure of its code", "ctx.args.missing.deep;", { errorType: "Code", message: "Runtime Error" }],
  ])("refuses the start by %s", async (_, body, error) => {
    const { realtimeUrl, query } = await withResolver(step({ response: `${body} return null;` }));
    const client = await connect(realtimeUrl);
    expect(await client.start("a", ADDED)).toMatchObject({ id: "a", type: "error", payload: { errors: [error] } });
    await query("mutation { add(id: 1) { id } }");
    expect(await client.rest()).toEqual([]);
  });

  test("refuses the start by a value that does not fit the type", async () => {
    const { realtimeUrl } = await withResolver(answering("{ id: null }"));
    const client = await connect(realtimeUrl);
    expect((await client.start("a", ADDED)).payload.errors).toEqual([
      { message: "Cannot return null for non-nullable type: 'ID' within parent 'Note' (/added/id)" },
    ]);
  });

  test("is in the trace, as a query's would be", async () => {
    const { realtimeUrl, traces } = await withResolver(answering("null"));
    const client = await connect(realtimeUrl);
    await client.start("a", "subscription Watch { added { id } }");
    expect(traces).toMatchObject([{ operationName: "Watch", calls: [{ resolver: "Subscription.added" }] }]);
  });
});
