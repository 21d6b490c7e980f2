import {
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  UpdateUserAttributesCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import {
  ADA,
  beginSrp,
  clientsWith,
  PASSWORD,
  poolState,
  refresh,
  refusal,
  serve,
  signIn,
  tokensOf,
} from "./support.ts";

/** A pool with two app clients: everything that a client may do, it may do with its own tokens and by its own settings. */

const ADDRESS = "ada@example.com";
const OTHER_CLIENT = refusal("NotAuthorizedException", "Refresh Token has different Client");
const INVALID_SESSION = refusal("NotAuthorizedException", "Invalid session for the user.");

test("a token names the app client that it was issued to, after a refresh too", async () => {
  const served = await serve();
  const { app, operators } = served.state.clientIds;
  expect(app).not.toBe(operators);
  for (const clientId of [app, operators]) {
    const { id, access, refresh: token } = await tokensOf(served, ADDRESS, PASSWORD, clientId);
    const { AuthenticationResult } = await refresh(served, token, clientId);
    for (const each of [id, AuthenticationResult?.IdToken as string]) expect(decodeJwt(each).aud).toBe(clientId);
    for (const each of [access, AuthenticationResult?.AccessToken as string]) {
      expect(decodeJwt(each).client_id).toBe(clientId);
    }
  }
});

test("a refresh token of one app client does not work at another, and works on at its own", async () => {
  const served = await serve();
  const { client, state } = served;
  const { app, operators } = state.clientIds;
  for (const [own, other] of [
    [app, operators],
    [operators, app],
  ] as const) {
    const { access, refresh: token } = await tokensOf(served, ADDRESS, PASSWORD, own);
    await expect(refresh(served, token, other)).rejects.toMatchObject(OTHER_CLIENT);
    const elsewhere = new GetTokensFromRefreshTokenCommand({ RefreshToken: token, ClientId: other });
    await expect(client.send(elsewhere)).rejects.toMatchObject(OTHER_CLIENT);
    const revoke = new RevokeTokenCommand({ Token: token, ClientId: other });
    await expect(client.send(revoke)).rejects.toMatchObject({ name: "UnauthorizedException" });
    await client.send(new GetUserCommand({ AccessToken: access }));
    expect((await refresh(served, token, own)).AuthenticationResult).toBeDefined();
  }
});

test("a challenge of one app client cannot be answered at another", async () => {
  const served = await serve();
  const srp = await beginSrp(served, ADDRESS);
  const answer = new RespondToAuthChallengeCommand({
    ChallengeName: "PASSWORD_VERIFIER",
    ClientId: served.state.clientIds.operators,
    ChallengeResponses: srp.answersFor(PASSWORD),
  });
  await expect(served.client.send(answer)).rejects.toMatchObject(INVALID_SESSION);
});

test("each app client allows its own flows", async () => {
  const clients = clientsWith({ authFlows: ["USER_SRP_AUTH"] }, "operators");
  const served = await serve(poolState([ADA], { clients }));
  const { operators } = served.state.clientIds;
  await tokensOf(served);
  await expect(signIn(served, ADDRESS, PASSWORD, operators)).rejects.toMatchObject(
    refusal("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client"),
  );
});

test("each app client reads and writes its own attributes", async () => {
  const clients = clientsWith({ readAttributes: ["email"], writeAttributes: ["locale"] }, "operators");
  const served = await serve(poolState([ADA], { clients }));
  const { client, state } = served;
  const [user, operator] = [
    await tokensOf(served),
    await tokensOf(served, ADDRESS, PASSWORD, state.clientIds.operators),
  ];
  const write = (AccessToken: string) =>
    client.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes: [{ Name: "name", Value: "Ada" }] }));
  await write(user.access);
  await expect(write(operator.access)).rejects.toMatchObject({ name: "NotAuthorizedException" });
  expect(decodeJwt(user.id)).toHaveProperty("phone_number");
  expect(decodeJwt(operator.id)).not.toHaveProperty("phone_number");
  const { UserAttributes = [] } = await client.send(new GetUserCommand({ AccessToken: operator.access }));
  expect(UserAttributes.map(({ Name }) => Name)).toEqual(["sub", "email"]);
});

test("each app client's sessions end at their own time, and are forgotten then", async () => {
  const lifetimes = { idTokenSeconds: 300, accessTokenSeconds: 600, refreshTokenSeconds: 3600 };
  const served = await serve(poolState([ADA], { clients: clientsWith({ lifetimes }, "operators") }));
  const { operators } = served.state.clientIds;
  const user = await tokensOf(served);
  const operator = await tokensOf(served, ADDRESS, PASSWORD, operators);
  const { exp = 0, iat = 0 } = decodeJwt(operator.id);
  expect(exp - iat).toBe(300);
  served.time.now += 3_600_000;
  await expect(refresh(served, operator.refresh, operators)).rejects.toMatchObject(
    refusal("NotAuthorizedException", "Refresh Token has expired"),
  );
  served.time.now += 600_000;
  await refresh(served, user.refresh);
  await tokensOf(served);
  expect(Object.values(served.state.sessions).map(({ clientId }) => clientId)).toEqual(
    Array(2).fill(served.state.clientIds.app),
  );
});

test("the id of an app client that the pool does not have is answered with ResourceNotFoundException", async () => {
  const served = await serve();
  for (const ClientId of ["app", "operators", "__proto__"]) {
    const begin = new InitiateAuthCommand({ AuthFlow: "USER_SRP_AUTH", ClientId, AuthParameters: {} });
    await expect(served.client.send(begin)).rejects.toMatchObject(
      refusal("ResourceNotFoundException", `User pool client ${ClientId} does not exist.`),
    );
  }
});
