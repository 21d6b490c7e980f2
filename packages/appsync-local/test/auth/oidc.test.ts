import type { JWTPayload } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";
import type { OidcAuth } from "../../src/description.ts";
import { serveHttp } from "../../src/http-server.ts";
import { accepted, guard, NOW, refused, userPool } from "./support.ts";

const json = (value: unknown) => ({ status: 200, headers: {}, body: JSON.stringify(value) });

/** A provider: its discovery document leads to keys at an address of their own. */
async function provider(
  document: (url: string, keys: string) => object = (issuer, jwks_uri) => ({ issuer, jwks_uri }),
) {
  const pool = await userPool();
  const state = { down: false };
  const server = await serveHttp(({ url }) =>
    url === "/.well-known/openid-configuration" && !state.down
      ? json(document(server.url, `${pool.issuer}/keys`))
      : { status: 404, headers: {}, body: "" },
  );
  onTestFinished(() => server.close());
  const claims = { iss: server.url, aud: "app1", sub: "ada", token_use: undefined, "cognito:username": undefined };
  const sign = (more: JWTPayload = {}) => pool.sign({ ...claims, ...more } as JWTPayload);
  return { issuer: server.url, sign, pool, state };
}

async function open(settings: Partial<OidcAuth> = {}, document?: Parameters<typeof provider>[0]) {
  const issuer = await provider(document);
  const time = { now: NOW };
  const mode: OidcAuth = { type: "OPENID_CONNECT", issuer: issuer.issuer, ...settings };
  const server = await guard({ default: mode }, { clock: () => time.now });
  return { ...issuer, server, time };
}

test("a token's holder has sub, issuer and claims for identity, with and without Bearer", async () => {
  const { issuer, sign, server } = await open();
  const token = await sign({ email: "ada@example.com" });
  const caller = await accepted(server, { authorization: token });
  expect(caller).toMatchObject({ mode: "OPENID_CONNECT", groups: [] });
  expect(caller.identity).toEqual({
    sub: "ada",
    issuer,
    claims: expect.objectContaining({ iss: issuer, aud: "app1", email: "ada@example.com" }),
  });
  expect((await accepted(server, { authorization: `Bearer ${token}` })).identity).toEqual(caller.identity);
});

describe("clientId is matched as a whole against aud and azp", () => {
  test.each([
    [{ aud: "app2" }, true],
    [{ aud: ["other", "app1"] }, true],
    [{ aud: "other", azp: "app1" }, true],
    [{ aud: "app11" }, false],
    [{ aud: "other" }, false],
  ] as [JWTPayload, boolean][])("%j: %s", async (claims, matches) => {
    const { sign, server } = await open({ clientId: "app1|app2" });
    const headers = { authorization: await sign(claims) };
    if (matches) await accepted(server, headers);
    else await refused(server, headers, "neither aud nor azp of the token matches clientId");
  });
});

describe("a token counts", () => {
  test("until exp", async () => {
    const { sign, server, time } = await open();
    const headers = { authorization: await sign({ exp: NOW / 1000 + 60 }) };
    await accepted(server, headers);
    time.now += 60_000;
    await refused(server, headers, "expired", { message: "Token has expired." });
  });

  test("for iatTTL milliseconds after it was issued", async () => {
    const { sign, server, time } = await open({ iatTTL: 5_000 });
    const headers = { authorization: await sign() };
    time.now += 4_999;
    await accepted(server, headers);
    time.now += 1;
    await refused(server, headers, "iatTTL", { message: "Token has expired." });
  });

  test("for authTTL milliseconds after its holder signed in, which auth_time says", async () => {
    const { sign, server, time } = await open({ authTTL: 5_000 });
    const headers = { authorization: await sign({ auth_time: NOW / 1000 - 1 }) };
    time.now += 3_999;
    await accepted(server, headers);
    time.now += 1;
    await refused(server, headers, "authTTL", { message: "Token has expired." });
    await refused(server, { authorization: await sign() }, "no auth_time");
  });
});

test("a token is refused that is of another issuer, of another key, or without iat", async () => {
  const { sign, server, pool } = await open();
  await refused(server, { authorization: await sign({ iss: "https://elsewhere.example" }) }, "issuer is not one of");
  await refused(server, { authorization: await sign({ iat: undefined } as never) }, "iat");
  const foreign = await pool.newKey("unpublished");
  const claims = { iss: (await open()).issuer };
  await refused(server, { authorization: await pool.sign(claims, foreign) }, "issuer is not one of");
  await refused(server, { authorization: "rubbish" }, "for a mode", { message: "Unable to parse JWT token." });
});

test("a token with another key's signature is refused", async () => {
  const { issuer, server, pool } = await open();
  const foreign = await pool.newKey("unpublished");
  await refused(server, { authorization: await pool.sign({ iss: issuer }, foreign) }, "no applicable key found");
});

test("an issuer that is configured without its slash at the end is the same one", async () => {
  const { sign, server, issuer } = await open({}, (url, jwks_uri) => ({ issuer: `${url}/`, jwks_uri }));
  expect((await accepted(server, { authorization: await sign({ iss: `${issuer}/` }) })).identity?.issuer).toBe(
    `${issuer}/`,
  );
});

test.each([
  [
    "is of another issuer",
    () => ({ issuer: "https://elsewhere.example", jwks_uri: "https://x.example" }),
    "is of the issuer",
  ],
  ["names no keys", (issuer: string) => ({ issuer }), "has no jwks_uri"],
])("a discovery document that %s lets nobody in, and the log says why", async (_, document, reason) => {
  const { sign, server } = await open({}, document);
  await refused(server, { authorization: await sign() }, reason);
});

test("a provider that cannot be reached is asked again with the next token", async () => {
  const { sign, server, state } = await open();
  state.down = true;
  await refused(server, { authorization: await sign() }, "was answered 404");
  state.down = false;
  await accepted(server, { authorization: await sign() });
});

test("a provider and a user pool stand side by side, and each takes its own tokens", async () => {
  const { issuer, sign, pool } = await provider();
  const cognito = { type: "AMAZON_COGNITO_USER_POOLS" as const, issuer: pool.issuer, jwksUri: `${pool.issuer}/keys` };
  const server = await guard({ default: { type: "OPENID_CONNECT", issuer }, additional: [cognito] });
  expect(await accepted(server, { authorization: await sign() })).toMatchObject({ mode: "OPENID_CONNECT" });
  expect(await accepted(server, { authorization: await pool.sign() })).toMatchObject({ mode: cognito.type });
});

test.each([
  [{ issuer: "accounts.example.com" }, "has to be a URL"],
  [{ clientId: "(" }, "clientId has to be a regular expression"],
])("%j is refused at load", async (settings, message) => {
  await expect(open(settings)).rejects.toThrow(message);
});
