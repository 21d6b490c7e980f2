import { describe, expect, test } from "vitest";
import { createAuthenticator } from "../../src/auth/authenticate.ts";
import type { ApiKeyAuth, AuthMode, CognitoAuth, IamAuth, LambdaAuth } from "../../src/description.ts";
import { accepted, CREDENTIALS, guard, NOW, refused, signed, userPool } from "./support.ts";

const apiKey: ApiKeyAuth = { type: "API_KEY", keys: [{ key: "da2-key", expiresAt: NOW / 1000 + 60 }] };
const iam: IamAuth = {
  type: "AWS_IAM",
  region: "eu-central-1",
  principals: [{ ...CREDENTIALS, accountId: "1", userArn: "arn", username: "u" }],
};
const authorizer: LambdaAuth = { type: "AWS_LAMBDA", function: { codePath: "authorizer.mjs" } };
const cognito = (issuer: string): CognitoAuth => ({ type: "AMAZON_COGNITO_USER_POOLS", issuer });
const invokeAuthorizer = async () => ({ isAuthorized: true });
const NO_CREDENTIALS = "Valid authorization header not provided.";
const NO_JWT = "Unable to parse JWT token.";

async function everyMode() {
  const pool = await userPool();
  const additional: AuthMode[] = [cognito(pool.issuer), iam, authorizer];
  return { pool, server: await guard({ default: apiKey, additional }, { invokeAuthorizer }) };
}

describe("the mode is chosen by what the request carries", () => {
  test("an x-api-key is an API key", async () => {
    const { server } = await everyMode();
    expect((await accepted(server, { "x-api-key": "da2-key" })).mode).toBe("API_KEY");
  });

  test("a JWT is Cognito's, with Bearer and without", async () => {
    const { server, pool } = await everyMode();
    const token = await pool.sign();
    for (const authorization of [token, `Bearer ${token}`, `bearer ${token}`]) {
      expect((await accepted(server, { authorization })).mode).toBe("AMAZON_COGNITO_USER_POOLS");
    }
  });

  test("a SigV4 signature is IAM's", async () => {
    const { server } = await everyMode();
    expect((await accepted(server, await signed(server.url))).mode).toBe("AWS_IAM");
  });

  test("any other Authorization header is the Lambda authorizer's", async () => {
    const { server } = await everyMode();
    for (const authorization of ["custom-token", "Bearer opaque", "a.b.c"]) {
      expect((await accepted(server, { authorization })).mode).toBe("AWS_LAMBDA");
    }
  });

  test("an API key wins over an Authorization header", async () => {
    const { server, pool } = await everyMode();
    const authorization = await pool.sign();
    expect((await accepted(server, { authorization, "x-api-key": "da2-key" })).mode).toBe("API_KEY");
    await refused(server, { authorization, "x-api-key": "da2-other" }, "no such API key");
  });

  test("an x-api-key counts for nothing on an API without keys", async () => {
    const pool = await userPool();
    const server = await guard({ default: cognito(pool.issuer) });
    const headers = { authorization: await pool.sign(), "x-api-key": "da2-key" };
    expect((await accepted(server, headers)).mode).toBe("AMAZON_COGNITO_USER_POOLS");
    await refused(server, { "x-api-key": "da2-key" }, "no credentials", { message: NO_CREDENTIALS });
  });

  test("a JWT is the authorizer's on an API without a user pool", async () => {
    const pool = await userPool();
    const server = await guard({ default: authorizer }, { invokeAuthorizer });
    expect((await accepted(server, { authorization: await pool.sign() })).mode).toBe("AWS_LAMBDA");
  });

  test("a refused JWT is not tried with the authorizer", async () => {
    const { server, pool } = await everyMode();
    await refused(server, { authorization: await pool.sign({ token_use: "refresh" }) }, "token_use");
  });

  test("of several user pools, each takes its own tokens", async () => {
    const [one, other, foreign] = await Promise.all([userPool(), userPool(), userPool()]);
    const server = await guard({ default: cognito(one.issuer), additional: [cognito(other.issuer)] });
    expect((await accepted(server, { authorization: await one.sign() })).identity?.issuer).toBe(one.issuer);
    expect((await accepted(server, { authorization: await other.sign() })).identity?.issuer).toBe(other.issuer);
    await refused(server, { authorization: await foreign.sign() }, "issuer is not one of");
    await refused(server, { authorization: await one.sign({ iss: other.issuer }) }, "signature verification failed");
  });
});

describe("a request that no mode takes is refused", () => {
  test("without credentials", async () => {
    const { server } = await everyMode();
    await refused(server, {}, "no credentials");
    await refused(server, { authorization: "" }, "no credentials");
    const poolOnly = await guard({ default: cognito((await userPool()).issuer) });
    await refused(poolOnly, {}, "no credentials", { message: NO_CREDENTIALS });
  });

  test("with credentials of a mode that the API does not have", async () => {
    const pool = await userPool();
    const keysOnly = await guard({ default: apiKey });
    await refused(keysOnly, { authorization: await pool.sign() }, "a mode that the API does not have");
    await refused(keysOnly, await signed(keysOnly.url), "a mode that the API does not have");
    const poolOnly = await guard({ default: cognito(pool.issuer) });
    await refused(poolOnly, await signed(poolOnly.url), "a mode that the API does not have", { message: NO_JWT });
    await refused(poolOnly, { authorization: "opaque" }, "a mode that the API does not have", { message: NO_JWT });
  });

  test("with what only looks like a JWT", async () => {
    const { server } = await everyMode();
    await refused(server, { authorization: "eyJx.eyJx.x" }, "not a JSON Web Token", { message: NO_JWT });
  });

  test("when checking it fails unexpectedly", async () => {
    const clock = () => {
      throw new Error("the clock stopped");
    };
    await refused(await guard({ default: apiKey }, { clock }), { "x-api-key": "da2-key" }, "the clock stopped");
  });
});

describe("a description whose modes cannot work is refused at load", () => {
  const deps = { clock: () => NOW, apiId: "thisapi" };

  test("two modes of a type that may be there once", () => {
    expect(() => createAuthenticator({ default: apiKey, additional: [apiKey] }, deps)).toThrow(
      "auth has 2 modes of type API_KEY; one is allowed",
    );
  });

  test("two modes for one user pool", () => {
    const mode = cognito("https://pool.example/one");
    expect(() => createAuthenticator({ default: mode, additional: [mode] }, deps)).toThrow(
      "two modes for the user pool",
    );
  });

  test("a Lambda authorizer that nothing could run", () => {
    expect(() => createAuthenticator({ default: authorizer }, deps)).toThrow("needs invokeAuthorizer");
  });

  test("malformed regular expressions", () => {
    const mode = { ...cognito("https://pool.example/one"), appIdClientRegex: "(" };
    expect(() => createAuthenticator({ default: mode }, deps)).toThrow(
      "appIdClientRegex has to be a regular expression",
    );
  });

  test("a pool with a malformed address of its keys", () => {
    expect(() => createAuthenticator({ default: cognito("us-east-1_pool") }, deps)).toThrow("has to be a URL");
  });

  test("an allow that matches nothing", () => {
    const mode = { ...iam, principals: [{ ...iam.principals[0], allow: ["Query.hello"] }] } as IamAuth;
    expect(() => createAuthenticator({ default: mode }, deps)).toThrow(
      'Type/field, Type/* or *, but not "Query.hello"',
    );
  });
});
