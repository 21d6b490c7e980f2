import { GetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { startAppSync } from "appsync-local";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";
import { createCognito } from "../../../local/cognito/index.ts";
import { serveWire } from "../../../local/wire/index.ts";
import { ADA, clientsWith, NOW, PASSWORD, poolState, refresh, type Served, serve, tokensOf } from "./support.ts";

const seconds = NOW / 1000;
const WITH_GROUPS = { ...ADA, groups: ["admin", "staff"] };

test("an ID token names the user and the groups, and says which attributes are verified", async () => {
  const served = await serve(poolState([WITH_GROUPS]));
  const [user] = Object.values(served.state.users);
  const { id } = await tokensOf(served);
  expect(decodeJwt(id)).toEqual({
    sub: user?.sub,
    "cognito:username": user?.sub,
    "cognito:groups": ["admin", "staff"],
    email: "ada@example.com",
    email_verified: true,
    phone_number: "+12025550123",
    phone_number_verified: true,
    iss: `${served.url}/${served.state.id}`,
    aud: served.state.clientIds.app,
    token_use: "id",
    auth_time: seconds,
    iat: seconds,
    exp: seconds + 900,
    origin_jti: expect.any(String),
    event_id: expect.any(String),
    jti: expect.any(String),
  });
});

test("an access token names the client, the scope and the user, but no address", async () => {
  const served = await serve(poolState([WITH_GROUPS]));
  const [user] = Object.values(served.state.users);
  const { id, access } = await tokensOf(served);
  const { origin_jti, event_id, jti } = decodeJwt(id);
  const claims = decodeJwt(access);
  expect(claims).toEqual({
    sub: user?.sub,
    username: user?.sub,
    "cognito:groups": ["admin", "staff"],
    iss: `${served.url}/${served.state.id}`,
    client_id: served.state.clientIds.app,
    scope: "aws.cognito.signin.user.admin",
    token_use: "access",
    version: 2,
    auth_time: seconds,
    iat: seconds,
    exp: seconds + 900,
    origin_jti,
    event_id,
    jti: expect.any(String),
  });
  expect(claims.jti).not.toBe(jti);
});

test("an unverified attribute is false in a token, and a user without groups has no groups claim", async () => {
  const { id } = await tokensOf(await serve(poolState([{ ...ADA, verified: false }])));
  expect(decodeJwt(id)).toMatchObject({ email_verified: false, phone_number_verified: false });
  expect(decodeJwt(id)).not.toHaveProperty("cognito:groups");
});

test("the published keys verify tokens, may be cached, and contain nothing private", async () => {
  const served = await serve();
  const { id, access } = await tokensOf(served);
  const issuer = `${served.url}/${served.state.id}`;
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  for (const token of [id, access]) await jwtVerify(token, keys, { issuer, currentDate: new Date(NOW) });
  const answer = await fetch(`${issuer}/.well-known/jwks.json`);
  expect(answer.headers.get("cache-control")).toBe("public, max-age=86400");
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  const { kid } = decodeProtectedHeader(id);
  expect(await answer.json()).toEqual({
    keys: [{ kty: "RSA", alg: "RS256", use: "sig", e: "AQAB", kid, n: served.state.signingKey.n }],
  });
  expect((await fetch(`${served.url}/us-east-1_other/.well-known/jwks.json`)).status).toBe(400);
});

test("AppSync accepts ID and access tokens, sees their claims and groups, and refuses another pool's tokens", async () => {
  const served = await serve(poolState([WITH_GROUPS]));
  const foreign = await serve();
  const endpoint = await startAppSync(whoAmI(served), { clock: () => served.time.now });
  onTestFinished(() => endpoint.close());
  const ask = async (authorization: string) => {
    const body = JSON.stringify({ query: "{ whoAmI adminsOnly }" });
    const answer = await fetch(endpoint.url, { method: "POST", headers: { authorization }, body });
    return { status: answer.status, ...((await answer.json()) as object) };
  };
  const { id, access } = await tokensOf(served);
  const { sub } = decodeJwt(id);
  expect(await ask(id)).toEqual({ status: 200, data: { whoAmI: `${sub} +12025550123`, adminsOnly: "yes" } });
  expect(await ask(access)).toEqual({ status: 200, data: { whoAmI: `${sub} null`, adminsOnly: "yes" } });
  expect(await ask((await tokensOf(foreign)).id)).toMatchObject({ status: 401 });
  served.time.now += 900_000;
  expect(await ask(id)).toMatchObject({ status: 401 });
});

describe("as time passes,", () => {
  test("access tokens live 15 minutes and refresh tokens a day", async () => {
    const served = await serve();
    const { access, refresh: token } = await tokensOf(served);
    const getUser = () => served.client.send(new GetUserCommand({ AccessToken: access }));
    served.time.now = NOW + 899_000;
    await getUser();
    served.time.now = NOW + 900_000;
    await expect(getUser()).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Access Token has expired",
    });
    served.time.now = NOW + 86_399_000;
    const last = (await refresh(served, token)).AuthenticationResult?.AccessToken as string;
    served.time.now = NOW + 86_400_000;
    await expect(refresh(served, token)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Refresh Token has expired",
    });
    await tokensOf(served);
    expect(await served.client.send(new GetUserCommand({ AccessToken: last }))).toBeDefined();
    served.time.now = NOW + 86_400_000 + 900_000;
    await tokensOf(served);
    await expect(refresh(served, token)).rejects.toMatchObject({ message: "Invalid Refresh Token" });
  });

  test("tokens have the lifetimes that the pool was made with", async () => {
    const lifetimes = { idTokenSeconds: 300, accessTokenSeconds: 600, refreshTokenSeconds: 3600 };
    const served = await serve(poolState([ADA], { clients: clientsWith({ lifetimes }) }));
    const { id, access, refresh: token } = await tokensOf(served);
    expect([decodeJwt(id).exp, decodeJwt(access).exp]).toEqual([seconds + 300, seconds + 600]);
    served.time.now += 3_600_000;
    await expect(refresh(served, token)).rejects.toMatchObject({ message: "Refresh Token has expired" });
  });
});

test("a pool survives as JSON: users stay signed in, even under a new address", async () => {
  const before = await serve();
  const { refresh: token } = await tokensOf(before);
  const text = JSON.stringify(before.state);
  expect(text).not.toContain(token);
  expect(text).not.toContain(ADA.password);
  const after = await serve(JSON.parse(text));
  const { AuthenticationResult } = await refresh(after, token);
  const AccessToken = AuthenticationResult?.AccessToken as string;
  expect(decodeJwt(AccessToken).iss).toBe(`${after.url}/${after.state.id}`);
  expect(await after.client.send(new GetUserCommand({ AccessToken }))).toBeDefined();
  await tokensOf(after);
});

test("faults make calls fail with errors that the SDK recognizes", async () => {
  const served = await serve();
  served.faults.inject({ operation: "InitiateAuth", errorType: "TooManyRequestsException", times: 1 });
  await expect(tokensOf(served)).rejects.toMatchObject({ name: "TooManyRequestsException" });
  await tokensOf(served);
});

test("a handler can be served by another server, and its tokens name the address that it is given", async () => {
  const state = poolState();
  const { handle } = createCognito(state, { url: () => "https://login.example.com" });
  const server = await serveWire(handle);
  onTestFinished(() => server.close());
  const answer = await fetch(server.url, {
    method: "POST",
    headers: { "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth" },
    body: JSON.stringify({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: state.clientIds.app,
      AuthParameters: { USERNAME: "ada@example.com", PASSWORD },
    }),
  });
  const { AuthenticationResult } = (await answer.json()) as { AuthenticationResult: { IdToken: string } };
  expect(decodeJwt(AuthenticationResult.IdToken).iss).toBe(`https://login.example.com/${state.id}`);
});

const step = (result: string) =>
  `export function request(ctx) { return {}; } export function response(ctx) { return ${result}; }`;

const whoAmI = ({ url, state }: Served) => ({
  schema: 'type Query { whoAmI: String adminsOnly: String @aws_cognito_user_pools(cognito_groups: ["admin"]) }',
  dataSources: { none: { type: "NONE" as const } },
  resolvers: [
    {
      kind: "UNIT" as const,
      type: "Query",
      field: "whoAmI",
      dataSource: "none",
      code: step("ctx.identity.sub + ' ' + (ctx.identity.claims.phone_number ?? null)"),
    },
    { kind: "UNIT" as const, type: "Query", field: "adminsOnly", dataSource: "none", code: step("'yes'") },
  ],
  auth: {
    default: {
      type: "AMAZON_COGNITO_USER_POOLS" as const,
      issuer: `${url}/${state.id}`,
      appIdClientRegex: state.clientIds.app,
    },
  },
});
