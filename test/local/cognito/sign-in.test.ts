import { getDiffieHellman } from "node:crypto";
import {
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { Amplify } from "aws-amplify";
import * as amplify from "aws-amplify/auth";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import {
  ADA,
  authenticate,
  beginSrp,
  cognitoUser,
  PASSWORD,
  poolState,
  refresh,
  refusal,
  type Served,
  serve,
  sessionOf,
  signIn,
  tokensOf,
  WRONG_PASSWORD,
} from "./support.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const INVALID_SESSION = refusal("NotAuthorizedException", "Invalid session for the user.");
const EXPIRED_SESSION = refusal("NotAuthorizedException", "Invalid session for the user, session is expired.");
const DISABLED = refusal("NotAuthorizedException", "User is disabled.");

describe("amazon-cognito-identity-js", () => {
  test("signs in with SRP", async () => {
    const served = await serve();
    const session = await sessionOf(cognitoUser(served, "ada@example.com"));
    const [user] = Object.values(served.state.users);
    expect(session.getIdToken().payload).toMatchObject({ sub: user?.sub, email: "ada@example.com" });
    expect(session.getAccessToken().payload).toMatchObject({ sub: user?.sub, token_use: "access" });
    expect(served.changes()).toBe(1);
  });

  test("signs in by user name, e-mail address in any case, and number, always as the same user", async () => {
    const served = await serve(poolState([{ ...ADA, username: "ada" }]));
    const names = ["ada", "Ada", "ADA@example.com", "+12025550123"];
    const sessions = await Promise.all(names.map((name) => sessionOf(cognitoUser(served, name))));
    const payloads = sessions.map((session) => session.getIdToken().payload);
    expect(new Set(payloads.map(({ sub }) => sub)).size).toBe(1);
    expect(payloads.map((payload) => payload["cognito:username"])).toEqual(["ada", "ada", "ada", "ada"]);
  });

  test("is refused with a wrong password", async () => {
    const served = await serve();
    const attempt = authenticate(cognitoUser(served, "ada@example.com"), "Passw0rd!wrong");
    await expect(attempt).rejects.toMatchObject({ code: "NotAuthorizedException", message: WRONG_PASSWORD.message });
  });

  test("sets the new password that the pool requires, and is not asked again", async () => {
    const served = await serve();
    await mustChange(served, "Temp0rary!");
    const user = cognitoUser(served, "ada@example.com");
    const asked = await authenticate(user, "Temp0rary!");
    expect(asked).toMatchObject({ newPasswordFor: { email: "ada@example.com", phone_number_verified: "true" } });
    const session = await new Promise<{ isValid(): boolean }>((onSuccess, onFailure) => {
      user.completeNewPasswordChallenge("Permanent1!", { name: "Ada" }, { onSuccess, onFailure });
    });
    expect(session).toMatchObject({ idToken: { payload: { name: "Ada" } } });
    await sessionOf(cognitoUser(served, "ada@example.com"), "Permanent1!");
    await expect(authenticate(cognitoUser(served, "ada@example.com"), "Temp0rary!")).rejects.toThrow();
  });

  test("refreshes its tokens", async () => {
    const served = await serve();
    const user = cognitoUser(served, "ada@example.com");
    const before = await sessionOf(user);
    served.time.now += 60_000;
    const after = await new Promise<typeof before>((resolve, reject) => {
      user.refreshSession(before.getRefreshToken(), (error, session) => (error ? reject(error) : resolve(session)));
    });
    const [first, second] = [before, after].map((session) => session.getIdToken().payload);
    expect(second).toMatchObject({ origin_jti: first?.origin_jti, auth_time: first?.auth_time });
    expect(second?.iat).toBe((first?.iat as number) + 60);
    expect(after.getRefreshToken().getToken()).toBe(before.getRefreshToken().getToken());
  });
});

test("Amplify signs in with SRP, refreshes, and signs out everywhere", async () => {
  const served = await serve();
  const { id: userPoolId, clientIds } = served.state;
  Amplify.configure({
    Auth: { Cognito: { userPoolId, userPoolClientId: clientIds.app, userPoolEndpoint: served.url } },
  });
  const answer = await amplify.signIn({ username: "+12025550123", password: PASSWORD });
  expect(answer).toMatchObject({ isSignedIn: true });
  const { tokens } = await amplify.fetchAuthSession({ forceRefresh: true });
  expect(tokens?.idToken?.payload.email).toBe("ada@example.com");
  await amplify.signOut({ global: true });
  expect(Object.values(served.state.sessions)).toMatchObject([{ revoked: true }]);
});

describe("SRP", () => {
  test("answers as Cognito does, and accepts an answer to a challenge only once", async () => {
    const srp = await beginSrp(await serve(), "ada@example.com");
    expect(srp.ChallengeName).toBe("PASSWORD_VERIFIER");
    expect(Object.keys(srp.challenge).sort()).toEqual(["SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP"]);
    const answers = srp.answersFor(PASSWORD);
    expect((await srp.send(answers)).AuthenticationResult).toMatchObject({ TokenType: "Bearer", ExpiresIn: 900 });
    await expect(srp.send(answers)).rejects.toMatchObject(INVALID_SESSION);
  });

  test("signs in 20 users at once", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `user${index}@example.com`);
    const served = await serve(poolState(names.map((email) => ({ email, password: PASSWORD }))));
    const found = await Promise.all(
      names.map(async (name) => {
        const srp = await beginSrp(served, name);
        const { AuthenticationResult } = await srp.send(srp.answersFor(PASSWORD));
        return decodeJwt(AuthenticationResult?.IdToken as string).email;
      }),
    );
    expect(found).toEqual(names);
  });

  test("evaluates only one of many answers to the same challenge", async () => {
    const srp = await beginSrp(await serve(), "ada@example.com");
    const answers = srp.answersFor(PASSWORD);
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => srp.send(answers)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("refuses an answer after three minutes", async () => {
    const served = await serve();
    const late = await beginSrp(served, "ada@example.com");
    served.time.now += 180_000;
    await expect(late.send(late.answersFor(PASSWORD))).rejects.toMatchObject(EXPIRED_SESSION);
    const timely = await beginSrp(served, "ada@example.com");
    served.time.now += 179_999;
    expect((await timely.send(timely.answersFor(PASSWORD))).AuthenticationResult).toBeDefined();
  });

  test("refuses a tampered block, claim, time or user", async () => {
    const served = await serve(poolState([ADA, { email: "eve@example.com", password: PASSWORD }]));
    const tampered = async (change: Record<string, string>) => {
      const srp = await beginSrp(served, "ada@example.com");
      return srp.send({ ...srp.answersFor(PASSWORD), ...change });
    };
    const bytes = Buffer.alloc(32, 7).toString("base64");
    await expect(tampered({ PASSWORD_CLAIM_SECRET_BLOCK: bytes })).rejects.toMatchObject(INVALID_SESSION);
    await expect(tampered({ USERNAME: "eve@example.com" })).rejects.toMatchObject(INVALID_SESSION);
    await expect(tampered({ USERNAME: "nobody@example.com" })).rejects.toMatchObject(INVALID_SESSION);
    await expect(tampered({ PASSWORD_CLAIM_SIGNATURE: bytes })).rejects.toMatchObject(WRONG_PASSWORD);
    await expect(tampered({ PASSWORD_CLAIM_SIGNATURE: "AAAA" })).rejects.toMatchObject(WRONG_PASSWORD);
    await expect(tampered({ TIMESTAMP: "Fri Jan 2 03:04:06 UTC 2026" })).rejects.toMatchObject(WRONG_PASSWORD);
    await expect(tampered({ TIMESTAMP: "2026-01-02T03:04:05Z" })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.",
    });
    await expect(tampered({ USERNAME: "ADA@example.com" })).resolves.toBeDefined();
  });

  test("refuses a client's number that would make the key predictable", async () => {
    const { client, state } = await serve();
    const modulus = getDiffieHellman("modp15").getPrime("hex");
    for (const SRP_A of ["0", modulus, "xyz", "1".repeat(769)]) {
      const AuthParameters = { USERNAME: "ada@example.com", SRP_A };
      const begin = new InitiateAuthCommand({
        AuthFlow: "USER_SRP_AUTH",
        ClientId: state.clientIds.app,
        AuthParameters,
      });
      await expect(client.send(begin)).rejects.toMatchObject({ name: "InvalidParameterException" });
    }
  });
});

describe("a user who does not exist", () => {
  test("gets the same answers as an existing user, with SRP", async () => {
    const served = await serve(poolState([{ ...ADA, username: "ada" }]));
    const [ada, nobody, again, other] = await Promise.all(
      ["ada", "nobody", "Nobody", "other"].map((name) => beginSrp(served, name)),
    );
    for (const { challenge } of [ada, nobody, other] as Srp[]) {
      expect(challenge.USER_ID_FOR_SRP).toMatch(UUID);
      expect(challenge.SALT).toMatch(/^[0-9a-f]{32}$/);
      expect(challenge.SRP_B).toMatch(/^[0-9a-f]{760,768}$/);
      expect(Object.keys(challenge)).toEqual(Object.keys((ada as Srp).challenge));
    }
    const stable = ({ challenge }: Srp) => [challenge.USER_ID_FOR_SRP, challenge.SALT];
    expect(stable(again as Srp)).toEqual(stable(nobody as Srp));
    expect(stable(other as Srp)).not.toEqual(stable(nobody as Srp));
    for (const srp of [ada, nobody] as Srp[]) {
      await expect(srp.send(srp.answersFor("Passw0rd!wrong"))).rejects.toMatchObject(WRONG_PASSWORD);
    }
  });

  test("gets the same answers as an existing user, with the password, and is locked in the same way", async () => {
    const served = await serve();
    for (const name of ["ada@example.com", "nobody@example.com"]) {
      const said: string[] = [];
      for (let attempt = 0; attempt < 6; attempt++) {
        await signIn(served, name, "Passw0rd!wrong").catch(({ message }) => said.push(message));
      }
      expect(said).toEqual([...Array(5).fill(WRONG_PASSWORD.message), "Password attempts exceeded"]);
    }
  });
});

describe("a disabled user", () => {
  test("learns that only with the right password", async () => {
    const served = await serve();
    await served.client.send(new AdminDisableUserCommand({ UserPoolId: served.state.id, Username: "ada@example.com" }));
    await expect(signIn(served, "ada@example.com", "Passw0rd!wrong")).rejects.toMatchObject(WRONG_PASSWORD);
    await expect(signIn(served, "ada@example.com")).rejects.toMatchObject(DISABLED);
    const srp = await beginSrp(served, "ada@example.com");
    await expect(srp.send(srp.answersFor(PASSWORD))).rejects.toMatchObject(DISABLED);
  });

  test("can neither finish a sign-in that was under way nor use a refresh token", async () => {
    const served = await serve();
    const { refresh: token } = await tokensOf(served);
    await mustChange(served, "Temp0rary!");
    const { Session } = await signIn(served, "ada@example.com", "Temp0rary!");
    await served.client.send(new AdminDisableUserCommand({ UserPoolId: served.state.id, Username: "ada@example.com" }));
    await expect(setNewPassword(served, Session as string)).rejects.toMatchObject(DISABLED);
    await expect(refresh(served, token)).rejects.toMatchObject({ name: "NotAuthorizedException" });
  });
});

describe("a required new password", () => {
  async function asked() {
    const served = await serve(poolState([ADA, { email: "eve@example.com", password: PASSWORD }]));
    await mustChange(served, "Temp0rary!");
    const { ChallengeName, Session = "" } = await signIn(served, "ada@example.com", "Temp0rary!");
    expect(ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
    return { served, Session };
  }

  test("is refused when it is too weak, and may be tried again in the same session", async () => {
    const { served, Session } = await asked();
    await expect(setNewPassword(served, Session, { NEW_PASSWORD: "weak" })).rejects.toMatchObject({
      name: "InvalidPasswordException",
      message: "Password did not conform with policy: Password not long enough",
    });
    expect((await setNewPassword(served, Session)).AuthenticationResult).toBeDefined();
  });

  test("is accepted once in each session, within three minutes, and only from the user", async () => {
    const { served, Session } = await asked();
    await expect(setNewPassword(served, `${Session.slice(0, -1)}_`)).rejects.toMatchObject(INVALID_SESSION);
    await expect(setNewPassword(served, Session, { USERNAME: "eve@example.com" })).rejects.toMatchObject(
      INVALID_SESSION,
    );
    await expect(setNewPassword(served, Session)).rejects.toMatchObject(INVALID_SESSION);
    const { Session: late = "" } = await signIn(served, "ada@example.com", "Temp0rary!");
    served.time.now += 180_000;
    await expect(setNewPassword(served, late)).rejects.toMatchObject(EXPIRED_SESSION);
  });

  test("is refused after another session has set one, and with a session of another challenge", async () => {
    const { served, Session } = await asked();
    const { Session: second = "" } = await signIn(served, "ada@example.com", "Temp0rary!");
    await setNewPassword(served, Session);
    await expect(setNewPassword(served, second)).rejects.toMatchObject(INVALID_SESSION);
    const { challenge } = await beginSrp(served, "ada@example.com");
    await expect(setNewPassword(served, challenge.SECRET_BLOCK as string)).rejects.toMatchObject(INVALID_SESSION);
  });

  test("cannot bring an address or number that the user may not write (S18)", async () => {
    const { served, Session } = await asked();
    const change = { "userAttributes.phone_number": "+12025550199", "userAttributes.phone_number_verified": "true" };
    await expect(setNewPassword(served, Session, change)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "A client attempted to write unauthorized attribute",
    });
  });
});

describe("the pool refuses", () => {
  test("other flows, clients, pools and challenges, and missing parameters", async () => {
    const { client, state } = await serve();
    const begin = (change: object) =>
      client.send(
        new InitiateAuthCommand({ AuthFlow: "USER_PASSWORD_AUTH", ClientId: state.clientIds.app, ...change }),
      );
    await expect(begin({ AuthFlow: "CUSTOM_AUTH" })).rejects.toMatchObject({ name: "InvalidParameterException" });
    await expect(begin({ AuthFlow: "ADMIN_USER_PASSWORD_AUTH" })).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    await expect(begin({ ClientId: "other" })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "User pool client other does not exist.",
    });
    await expect(begin({ AuthParameters: { PASSWORD } })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Missing required parameter USERNAME",
    });
    const respond = new RespondToAuthChallengeCommand({ ChallengeName: "SMS_MFA", ClientId: state.clientIds.app });
    await expect(client.send(respond)).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});

test("a backend signs a user in with the password", async () => {
  const { client, state } = await serve();
  const command = (AuthFlow: "ADMIN_USER_PASSWORD_AUTH" | "USER_PASSWORD_AUTH") =>
    new AdminInitiateAuthCommand({
      AuthFlow,
      UserPoolId: state.id,
      ClientId: state.clientIds.app,
      AuthParameters: { USERNAME: "ada@example.com", PASSWORD },
    });
  const { AuthenticationResult } = await client.send(command("ADMIN_USER_PASSWORD_AUTH"));
  expect(decodeJwt(AuthenticationResult?.IdToken as string).email).toBe("ada@example.com");
  await expect(client.send(command("USER_PASSWORD_AUTH"))).rejects.toMatchObject({ name: "InvalidParameterException" });
});

type Srp = Awaited<ReturnType<typeof beginSrp>>;

const mustChange = ({ client, state }: Served, Password: string) =>
  client.send(new AdminSetUserPasswordCommand({ UserPoolId: state.id, Username: "ada@example.com", Password }));

const setNewPassword = ({ client, state }: Served, Session: string, change: Record<string, string> = {}) =>
  client.send(
    new RespondToAuthChallengeCommand({
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      ClientId: state.clientIds.app,
      Session,
      ChallengeResponses: { USERNAME: "ada@example.com", NEW_PASSWORD: "Permanent1!", ...change },
    }),
  );
