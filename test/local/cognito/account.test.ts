import {
  AdminUserGlobalSignOutCommand,
  ChangePasswordCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  RevokeTokenCommand,
  UpdateUserAttributesCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { addUser } from "../../../local/cognito/index.ts";
import {
  PASSWORD,
  poolState,
  refresh,
  refusal,
  type Served,
  serve,
  signIn,
  tokensOf,
  WRONG_PASSWORD,
} from "./support.ts";

const REVOKED = refusal("NotAuthorizedException", "Access Token has been revoked");
const REFRESH_REVOKED = refusal("NotAuthorizedException", "Refresh Token has been revoked");
const LOCKED = refusal("NotAuthorizedException", "Password attempts exceeded");

const getUser = ({ client }: Served, AccessToken: string) => client.send(new GetUserCommand({ AccessToken }));

describe("the signed-in user", () => {
  test("sees their own attributes", async () => {
    const served = await serve();
    const { access } = await tokensOf(served);
    const { sub } = decodeJwt(access);
    expect(await getUser(served, access)).toMatchObject({
      Username: sub,
      UserAttributes: [
        { Name: "sub", Value: sub },
        { Name: "email", Value: "ada@example.com" },
        { Name: "email_verified", Value: "true" },
        { Name: "phone_number", Value: "+12025550123" },
        { Name: "phone_number_verified", Value: "true" },
      ],
    });
  });

  test("may write harmless attributes, and the next token carries them", async () => {
    const served = await serve();
    const { access, refresh: token } = await tokensOf(served);
    await write(served, access, { locale: "de", name: "Ada" });
    const { AuthenticationResult } = await refresh(served, token);
    expect(decodeJwt(AuthenticationResult?.IdToken as string)).toMatchObject({ locale: "de", name: "Ada" });
    await write(served, access, { name: "" });
    expect((await getUser(served, access)).UserAttributes?.map(({ Name }) => Name)).not.toContain("name");
  });

  test.each(["email", "email_verified", "phone_number", "phone_number_verified"])(
    "may not write %s, and a call that tries changes no other attribute (S18)",
    async (attribute) => {
      const served = await serve();
      const { access } = await tokensOf(served);
      const before = JSON.stringify(served.state.users);
      await expect(write(served, access, { name: "Eve", [attribute]: "true" })).rejects.toMatchObject({
        name: "NotAuthorizedException",
        message: "A client attempted to write unauthorized attribute",
      });
      expect(JSON.stringify(served.state.users)).toBe(before);
    },
  );

  test.each(["sub", "custom:tenant", "cognito:groups", "__proto__"])("has no writable attribute %s", async (name) => {
    const served = await serve();
    const { access } = await tokensOf(served);
    const UserAttributes = [{ Name: name, Value: "x" }];
    const command = new UpdateUserAttributesCommand({ AccessToken: access, UserAttributes });
    await expect(served.client.send(command)).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  test("changes the password by giving the old one", async () => {
    const served = await serve();
    const { access } = await tokensOf(served);
    const change = (PreviousPassword: string, ProposedPassword: string) =>
      served.client.send(new ChangePasswordCommand({ AccessToken: access, PreviousPassword, ProposedPassword }));
    await expect(change("Passw0rd!wrong", "Changed1!")).rejects.toMatchObject(WRONG_PASSWORD);
    await expect(change(PASSWORD, "changed1!")).rejects.toMatchObject({
      name: "InvalidPasswordException",
      message: "Password did not conform with policy: Password must have uppercase characters",
    });
    await change(PASSWORD, "Changed1!");
    await expect(signIn(served, "ada@example.com")).rejects.toMatchObject(WRONG_PASSWORD);
    await tokensOf(served, "ada@example.com", "Changed1!");
  });

  test("is locked out after too many wrong guesses at the old password", async () => {
    const served = await serve();
    const { access: AccessToken } = await tokensOf(served);
    const guess = () =>
      served.client.send(
        new ChangePasswordCommand({ AccessToken, PreviousPassword: "Passw0rd!wrong", ProposedPassword: "Changed1!" }),
      );
    for (let guesses = 0; guesses < 5; guesses++) await expect(guess()).rejects.toMatchObject(WRONG_PASSWORD);
    await expect(guess()).rejects.toMatchObject({ name: "LimitExceededException" });
  });
});

describe("signing out", () => {
  test("everywhere ends every refresh and access token of the user, and no other user's", async () => {
    const served = await serve();
    addUser(served.state, { email: "eve@example.com", password: PASSWORD });
    const [here, there] = [await tokensOf(served), await tokensOf(served)];
    const eve = await tokensOf(served, "eve@example.com");
    await served.client.send(new GlobalSignOutCommand({ AccessToken: here.access }));
    for (const { access, refresh: token } of [here, there]) {
      await expect(getUser(served, access)).rejects.toMatchObject(REVOKED);
      await expect(refresh(served, token)).rejects.toMatchObject(REFRESH_REVOKED);
    }
    await getUser(served, eve.access);
    await getUser(served, (await tokensOf(served)).access);
  });

  test("of one session by its refresh token leaves the other sessions alone", async () => {
    const served = await serve();
    const ClientId = served.state.clientIds.app;
    const [ended, kept] = [await tokensOf(served), await tokensOf(served)];
    const refreshed = (await refresh(served, ended.refresh)).AuthenticationResult?.AccessToken as string;
    const revoke = (Token: string) => served.client.send(new RevokeTokenCommand({ Token, ClientId }));
    await revoke(ended.refresh);
    await expect(refresh(served, ended.refresh)).rejects.toMatchObject(REFRESH_REVOKED);
    for (const token of [ended.access, refreshed]) await expect(getUser(served, token)).rejects.toMatchObject(REVOKED);
    await refresh(served, kept.refresh);
    await revoke(ended.refresh);
    await revoke("unknown");
    await expect(revoke(kept.access)).rejects.toMatchObject({ name: "UnsupportedTokenTypeException" });
  });

  test("by a backend ends all sessions", async () => {
    const served = await serve();
    const { access, refresh: token } = await tokensOf(served);
    const Username = "ada@example.com";
    await served.client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: served.state.id, Username }));
    await expect(getUser(served, access)).rejects.toMatchObject(REVOKED);
    await expect(refresh(served, token)).rejects.toMatchObject(REFRESH_REVOKED);
  });
});

describe("a token", () => {
  test("that is not an access token of this pool is refused", async () => {
    const served = await serve();
    const foreign = await serve(poolState());
    const { id, access } = await tokensOf(served);
    const forged = await new SignJWT(decodeJwt(access)).setProtectedHeader({ alg: "HS256" }).sign(Buffer.alloc(32));
    const tokens = [id, `${access.slice(0, -8)}AAAAAAAA`, forged, "none", (await tokensOf(foreign)).access];
    for (const token of tokens) {
      await expect(getUser(served, token)).rejects.toMatchObject({
        name: "NotAuthorizedException",
        message: "Invalid Access Token",
      });
    }
  });

  test("for refreshing is refused when it is altered or made up", async () => {
    const served = await serve();
    const { refresh: token } = await tokensOf(served);
    for (const altered of [`${token.slice(0, -1)}!`, token.split(".")[0] as string, "__proto__.x", "none"]) {
      await expect(refresh(served, altered)).rejects.toMatchObject({
        name: "NotAuthorizedException",
        message: "Invalid Refresh Token",
      });
    }
  });

  test("for refreshing also works with GetTokensFromRefreshToken", async () => {
    const served = await serve();
    const { refresh: RefreshToken } = await tokensOf(served);
    const ClientId = served.state.clientIds.app;
    const answer = await served.client.send(new GetTokensFromRefreshTokenCommand({ RefreshToken, ClientId }));
    expect(answer.AuthenticationResult).toMatchObject({ TokenType: "Bearer", ExpiresIn: 900 });
  });
});

describe("wrong passwords", () => {
  const wrong = (served: Served) => signIn(served, "ada@example.com", "Passw0rd!wrong");

  test("lock the user from the fifth one on, first for a second and then twice as long each time, up to 15 minutes", async () => {
    const served = await serve();
    for (let failures = 1; failures <= 4; failures++) await expect(wrong(served)).rejects.toMatchObject(WRONG_PASSWORD);
    const locks: number[] = [];
    for (let failures = 5; failures <= 16; failures++) {
      await expect(wrong(served)).rejects.toMatchObject(WRONG_PASSWORD);
      const expected = Math.min(2 ** (failures - 5), 900);
      served.time.now += expected * 1000 - 1;
      await expect(signIn(served, "ada@example.com")).rejects.toMatchObject(LOCKED);
      served.time.now += 1;
      locks.push(expected);
    }
    expect(locks).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    await tokensOf(served);
  });

  test("are forgotten after a right password, and after 15 minutes without an attempt", async () => {
    const served = await serve();
    const fourWrong = async () => {
      for (let failures = 1; failures <= 4; failures++) await wrong(served).catch(() => {});
    };
    await fourWrong();
    await tokensOf(served);
    await fourWrong();
    await tokensOf(served);
    await fourWrong();
    served.time.now += 900_000;
    await fourWrong();
    await tokensOf(served);
  });

  test("are counted one by one when they come at once (S07)", async () => {
    const served = await serve();
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => wrong(served)));
    const said = outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason.message : "signed in"));
    expect(said.filter((message) => message === WRONG_PASSWORD.message)).toHaveLength(5);
    expect(said.filter((message) => message === LOCKED.message)).toHaveLength(25);
  });
});

const write = ({ client }: Served, AccessToken: string, attributes: Record<string, string>) => {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  return client.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes }));
};
