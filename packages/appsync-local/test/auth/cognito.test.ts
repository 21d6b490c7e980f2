import { exportSPKI, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createAuthenticator } from "../../src/auth/authenticate.ts";
import type { CognitoAuth } from "../../src/description.ts";
import { accepted, BODY, CLIENT, guard, NOW, refused, userPool } from "./support.ts";

type Pool = Awaited<ReturnType<typeof userPool>>;
const modeOf = (pool: Pool): CognitoAuth => ({
  type: "AMAZON_COGNITO_USER_POOLS",
  issuer: pool.issuer,
  jwksUri: `${pool.issuer}/keys`,
});

async function poolAndGuard(settings: Partial<CognitoAuth> = {}) {
  const pool = await userPool();
  const time = { now: NOW };
  const server = await guard({ default: { ...modeOf(pool), ...settings } }, { clock: () => time.now });
  return { pool, server, time };
}

describe("the identity of a token's holder", () => {
  test("of an ID token", async () => {
    const { pool, server } = await poolAndGuard();
    const claims = { email: "ada@example.com", email_verified: true, "cognito:groups": ["admin", "staff"] };
    const caller = await accepted(server, { authorization: await pool.sign(claims) });
    expect(caller).toMatchObject({ mode: "AMAZON_COGNITO_USER_POOLS", groups: ["admin", "staff"] });
    expect(caller.identity).toStrictEqual({
      sub: pool.idToken.sub,
      issuer: pool.issuer,
      username: "ada",
      claims: { ...pool.idToken, ...claims },
      groups: ["admin", "staff"],
      sourceIp: ["127.0.0.1"],
      defaultAuthStrategy: "ALLOW",
    });
    expect(caller.mayReach("Query", "hello")).toBe(true);
  });

  test("of an access token, which names the user and the client otherwise", async () => {
    const { pool, server } = await poolAndGuard({ appIdClientRegex: CLIENT });
    const access = {
      token_use: "access",
      client_id: CLIENT,
      username: "ada",
      aud: undefined,
      "cognito:username": undefined,
    };
    const { identity } = await accepted(server, { authorization: await pool.sign(access as JWTPayload) });
    expect(identity).toMatchObject({ sub: pool.idToken.sub, username: "ada", claims: { client_id: CLIENT } });
  });

  test("has null for groups when the user is in none", async () => {
    const { pool, server } = await poolAndGuard();
    const caller = await accepted(server, { authorization: await pool.sign() });
    expect(caller.identity?.groups).toBeNull();
    expect(caller.groups).toEqual([]);
  });

  test("says DENY where that is the default action", async () => {
    const { pool, server } = await poolAndGuard({ defaultAction: "DENY" });
    const { identity } = await accepted(server, { authorization: await pool.sign() });
    expect(identity?.defaultAuthStrategy).toBe("DENY");
  });

  test("has the address of each request, also when the token was seen before", async () => {
    const pool = await userPool();
    const authenticate = createAuthenticator({ default: modeOf(pool) }, { clock: () => NOW, apiId: "thisapi" });
    const headers = { authorization: await pool.sign() };
    const from = async (sourceIp: string) =>
      authenticate({ method: "POST", url: "/", headers, body: Buffer.from(BODY), sourceIp, requestId: "r" });
    expect((await from("192.0.2.1")).identity?.sourceIp).toEqual(["192.0.2.1"]);
    expect((await from("192.0.2.2")).identity?.sourceIp).toEqual(["192.0.2.2"]);
  });
});

describe("a token is refused", () => {
  test("that has expired", async () => {
    const { pool, server } = await poolAndGuard();
    const authorization = await pool.sign({ exp: NOW / 1000 });
    await refused(server, { authorization }, "expired", { message: "Token has expired." });
  });

  test("that expired after it was accepted", async () => {
    const { pool, server, time } = await poolAndGuard();
    const authorization = await pool.sign({ exp: NOW / 1000 + 30 });
    await accepted(server, { authorization });
    time.now += 29_999;
    await accepted(server, { authorization });
    time.now += 1;
    await refused(server, { authorization }, "expired", { message: "Token has expired." });
  });

  test("that never expires", async () => {
    const { pool, server } = await poolAndGuard();
    await refused(server, { authorization: await pool.sign({ exp: undefined }) }, '"exp"');
  });

  test("that is not valid yet", async () => {
    const { pool, server } = await poolAndGuard();
    await refused(server, { authorization: await pool.sign({ nbf: NOW / 1000 + 1 }) }, '"nbf"');
  });

  test("without a subject", async () => {
    const { pool, server } = await poolAndGuard();
    await refused(server, { authorization: await pool.sign({ sub: undefined }) }, '"sub"');
  });

  test("of another issuer", async () => {
    const { pool, server } = await poolAndGuard();
    await refused(server, { authorization: await pool.sign({ iss: `${pool.issuer}2` }) }, "issuer is not one of");
  });

  test("signed by another pool's key with the same key id", async () => {
    const { pool, server } = await poolAndGuard();
    const authorization = await pool.sign({}, await pool.newKey("first"));
    await refused(server, { authorization }, "signature verification failed");
  });

  test("whose claims were changed", async () => {
    const { pool, server } = await poolAndGuard();
    const [header, , signature] = (await pool.sign()).split(".");
    const payload = Buffer.from(JSON.stringify({ ...pool.idToken, "cognito:groups": ["admin"] })).toString("base64url");
    await refused(server, { authorization: `${header}.${payload}.${signature}` }, "signature verification failed");
  });

  test("with algorithm none", async () => {
    const { pool, server } = await poolAndGuard();
    await refused(server, { authorization: new UnsecuredJWT(pool.idToken).encode() }, '"alg"');
  });

  test("with HS256 and the public key as its secret", async () => {
    const { pool, server } = await poolAndGuard();
    const secret = new TextEncoder().encode(await exportSPKI(pool.key.publicKey));
    const forged = new SignJWT(pool.idToken).setProtectedHeader({ alg: "HS256", kid: "first" });
    await refused(server, { authorization: await forged.sign(secret) }, '"alg"');
  });

  test("with RS512, which pools do not use", async () => {
    const { pool, server } = await poolAndGuard();
    const header = Buffer.from('{"alg":"RS512","kid":"first"}').toString("base64url");
    const [, ...rest] = (await pool.sign()).split(".");
    await refused(server, { authorization: [header, ...rest].join(".") }, '"alg"');
  });

  test("that is a refresh token, or does not name its use", async () => {
    const { pool, server } = await poolAndGuard();
    await refused(server, { authorization: await pool.sign({ token_use: "refresh" }) }, "neither id nor access");
    await refused(server, { authorization: await pool.sign({ token_use: undefined }) }, "neither id nor access");
  });

  test("of a client that the expression does not match whole", async () => {
    const { pool, server } = await poolAndGuard({ appIdClientRegex: `other|${CLIENT}` });
    await accepted(server, { authorization: await pool.sign() });
    const reason = "does not match appIdClientRegex";
    await refused(server, { authorization: await pool.sign({ aud: "foreign" }) }, reason);
    await refused(server, { authorization: await pool.sign({ aud: `${CLIENT}0` }) }, reason);
    const access = { token_use: "access", client_id: "foreign", aud: CLIENT };
    await refused(server, { authorization: await pool.sign(access) }, reason);
  });

  test("that names no client", async () => {
    const { pool, server } = await poolAndGuard();
    await refused(server, { authorization: await pool.sign({ aud: undefined }) }, "names no app client");
    await refused(server, { authorization: await pool.sign({ token_use: "access" }) }, "names no app client");
  });

  test("with groups that are not a list of names", async () => {
    const { pool, server } = await poolAndGuard();
    await refused(server, { authorization: await pool.sign({ "cognito:groups": "admin" }) }, "cognito:groups");
  });
});

describe("the pool's keys", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Moves the clock by which keys are kept and the API's clock alike. */
  function fakeDate(time: { now: number }) {
    vi.useFakeTimers({ toFake: ["Date"], now: time.now });
    return (milliseconds: number) => {
      time.now += milliseconds;
      vi.setSystemTime(time.now);
    };
  }

  test("are at the issuer's well-known path unless the description has `jwksUri`", async () => {
    const pool = await userPool();
    const server = await guard({ default: { type: "AMAZON_COGNITO_USER_POOLS", issuer: pool.issuer } });
    await accepted(server, { authorization: await pool.sign() });
  });

  test("are fetched once for many tokens", async () => {
    const { pool, server } = await poolAndGuard();
    const tokens = await Promise.all(["1", "2", "3", "4"].map((jti) => pool.sign({ jti })));
    await Promise.all(tokens.map((authorization) => accepted(server, { authorization })));
    expect(pool.state.fetches).toBe(1);
  });

  test("are fetched once more for a key id that is new", async () => {
    const { pool, server, time } = await poolAndGuard();
    const advance = fakeDate(time);
    await accepted(server, { authorization: await pool.sign() });
    const second = await pool.newKey("second");
    pool.published.push(second.jwk);
    advance(30_000);
    await accepted(server, { authorization: await pool.sign({ jti: "1" }, second) });
    await accepted(server, { authorization: await pool.sign({ jti: "2" }, second) });
    await accepted(server, { authorization: await pool.sign({ jti: "3" }) });
    expect(pool.state.fetches).toBe(2);
  });

  test("are not fetched for each of a flood of unknown key ids", async () => {
    const { pool, server, time } = await poolAndGuard();
    const advance = fakeDate(time);
    await accepted(server, { authorization: await pool.sign() });
    advance(30_000);
    const flood = Array.from({ length: 50 }, (_, index) => pool.sign({}, { ...pool.key, kid: `unknown-${index}` }));
    for (const authorization of await Promise.all(flood)) {
      await refused(server, { authorization }, "no applicable key found");
    }
    expect(pool.state.fetches).toBe(2);
  });

  test("let nobody in when they cannot be fetched, and the log says why", async () => {
    const { pool, server } = await poolAndGuard();
    const authorization = await pool.sign();
    pool.state.down = true;
    await refused(server, { authorization }, `keys could not be read at ${pool.issuer}/keys (Expected 200 OK`);
    pool.state.down = false;
    await accepted(server, { authorization });
    const nowhere = await guard({ default: { ...modeOf(pool), jwksUri: "http://127.0.0.1:1/" } });
    await refused(nowhere, { authorization }, "keys could not be read at http://127.0.0.1:1/ (fetch failed");
  });

  test("that were withdrawn let nobody in after ten minutes, whatever was accepted before", async () => {
    const { pool, server, time } = await poolAndGuard();
    const advance = fakeDate(time);
    const authorization = await pool.sign();
    await accepted(server, { authorization });
    pool.published.splice(0, 1, (await pool.newKey("second")).jwk);
    advance(599_000);
    await accepted(server, { authorization });
    advance(1_000);
    await refused(server, { authorization }, "no applicable key found");
  });
});
