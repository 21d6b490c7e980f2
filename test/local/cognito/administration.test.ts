import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  GetUserCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { addUser, createPool } from "../../../local/cognito/index.ts";
import {
  ADA,
  NOW,
  PASSWORD,
  poolState,
  refresh,
  refusal,
  SETTINGS,
  type Served,
  serve,
  signIn,
  tokensOf,
} from "./support.ts";

const Username = "ada@example.com";
const NOT_FOUND = refusal("UserNotFoundException", "User does not exist.");
const of = ({ state }: Served) => ({ UserPoolId: state.id, Username });

test("a call without a signature is refused, and the SDK recognizes the error", async () => {
  const { url, state } = await serve();
  const answer = await fetch(url, {
    method: "POST",
    headers: { "x-amz-target": "AWSCognitoIdentityProviderService.AdminGetUser" },
    body: JSON.stringify({ UserPoolId: state.id, Username }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({
    __type: "MissingAuthenticationTokenException",
    message: "Missing Authentication Token",
  });
});

test("every operation for backends requires a signature", async () => {
  const { url } = await serve();
  const names = [
    ...["InitiateAuth", "RespondToAuthChallenge", "GetUser", "CreateUser", "SetUserPassword", "UpdateUserAttributes"],
    ...["AddUserToGroup", "RemoveUserFromGroup", "UserGlobalSignOut", "DeleteUser", "EnableUser", "DisableUser"],
  ];
  for (const name of [...names.map((name) => `Admin${name}`), "ListUsers"]) {
    const headers = { "x-amz-target": `AWSCognitoIdentityProviderService.${name}` };
    const answer = await fetch(url, { method: "POST", headers, body: "{}" });
    expect(answer.headers.get("x-amzn-errortype"), name).toBe("MissingAuthenticationTokenException");
  }
});

test("another pool's id is answered with ResourceNotFoundException", async () => {
  const { client } = await serve();
  const command = new AdminGetUserCommand({ UserPoolId: "us-east-1_other", Username });
  await expect(client.send(command)).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_other does not exist.",
  });
});

describe("a backend", () => {
  test("sees a user", async () => {
    const served = await serve();
    const [user] = Object.values(served.state.users);
    expect(await served.client.send(new AdminGetUserCommand(of(served)))).toMatchObject({
      Username: user?.sub,
      Enabled: true,
      UserStatus: "CONFIRMED",
      UserCreateDate: new Date(NOW),
      UserLastModifiedDate: new Date(NOW),
      UserAttributes: expect.arrayContaining([{ Name: "email", Value: "ada@example.com" }]),
    });
    const unknown = new AdminGetUserCommand({ ...of(served), Username: "nobody" });
    await expect(served.client.send(unknown)).rejects.toMatchObject(NOT_FOUND);
  });

  test("creates a user by address, who must set a password at the first sign-in", async () => {
    const served = await serve();
    const { User } = await served.client.send(
      new AdminCreateUserCommand({
        UserPoolId: served.state.id,
        Username: "eve@example.com",
        TemporaryPassword: "Temp0rary!",
        UserAttributes: [{ Name: "email_verified", Value: "true" }],
      }),
    );
    expect(User).toMatchObject({ UserStatus: "FORCE_CHANGE_PASSWORD", Enabled: true });
    expect(User?.Attributes).toEqual(
      expect.arrayContaining([
        { Name: "email", Value: "eve@example.com" },
        { Name: "email_verified", Value: "true" },
        { Name: "sub", Value: User?.Username },
      ]),
    );
    expect(await signIn(served, "eve@example.com", "Temp0rary!")).toMatchObject({
      ChallengeName: "NEW_PASSWORD_REQUIRED",
    });
  });

  test("creates a user by number or by name, and without a password nobody can sign in until one is set", async () => {
    const served = await serve();
    for (const name of ["+12025550188", "grace"]) {
      const user = { UserPoolId: served.state.id, Username: name };
      const { User } = await served.client.send(new AdminCreateUserCommand(user));
      expect(User?.Username === name).toBe(name === "grace");
      await served.client.send(new AdminSetUserPasswordCommand({ ...user, Password: "Permanent1!", Permanent: true }));
      expect((await tokensOf(served, name, "Permanent1!")).id).toBeDefined();
    }
  });

  test("cannot create a user with a taken or malformed name, address or number, or with a weak password", async () => {
    const served = await serve(poolState([{ ...ADA, username: "ada" }]));
    const create = (change: object) =>
      served.client.send(
        new AdminCreateUserCommand({ ...of(served), Username: "eve", TemporaryPassword: "Temp0rary!", ...change }),
      );
    const exists = { name: "UsernameExistsException", message: "User account already exists" };
    for (const taken of ["ada", "ADA", "Ada@example.com", "+12025550123"]) {
      await expect(create({ Username: taken })).rejects.toMatchObject(exists);
    }
    await expect(create({ UserAttributes: [{ Name: "email", Value: "ADA@example.com" }] })).rejects.toMatchObject({
      name: "AliasExistsException",
      message: "An account with the given email already exists.",
    });
    for (const [Name, Value] of [
      ["email", "none"],
      ["phone_number", "2025550123"],
      ["email_verified", "yes"],
      ["sub", "x"],
    ]) {
      const UserAttributes = [{ Name: Name as string, Value: Value as string }];
      await expect(create({ UserAttributes })).rejects.toMatchObject({ name: "InvalidParameterException" });
    }
    await expect(create({ Username: "has space" })).rejects.toMatchObject({ name: "InvalidParameterException" });
    await expect(create({ TemporaryPassword: "temporary" })).rejects.toMatchObject({
      name: "InvalidPasswordException",
    });
    expect(Object.keys(served.state.users)).toHaveLength(1);
  });

  test.each([
    ["Sh0rt!", "Password not long enough"],
    ["NOLOWER1!", "Password must have lowercase characters"],
    ["noupper1!", "Password must have uppercase characters"],
    ["NoDigits!", "Password must have numeric characters"],
    ["NoSymbol1", "Password must have symbol characters"],
  ])("refuses the password %s", async (Password, why) => {
    const served = await serve();
    const command = new AdminSetUserPasswordCommand({ ...of(served), Password, Permanent: true });
    await expect(served.client.send(command)).rejects.toMatchObject({
      name: "InvalidPasswordException",
      message: `Password did not conform with policy: ${why}`,
    });
  });

  test("changes a number, which then counts as not verified unless it says so", async () => {
    const served = await serve();
    const update = async (...UserAttributes: { Name: string; Value: string }[]) => {
      await served.client.send(new AdminUpdateUserAttributesCommand({ ...of(served), UserAttributes }));
      return decodeJwt((await tokensOf(served)).id);
    };
    const number = { Name: "phone_number", Value: "+12025550188" };
    expect(await update(number)).toMatchObject({ phone_number: "+12025550188", phone_number_verified: false });
    const other = { Name: "phone_number", Value: "+12025550199" };
    const verified = { Name: "phone_number_verified", Value: "true" };
    expect(await update(other, verified)).toMatchObject({ phone_number_verified: true });
    expect(await update({ Name: "phone_number", Value: "" })).not.toHaveProperty("phone_number_verified");
  });

  test("adds users to existing groups and removes them, and the next token shows it", async () => {
    const served = await serve(poolState([ADA], {}, ["admin"]));
    const groups = async () => decodeJwt((await tokensOf(served)).access)["cognito:groups"];
    const admin = { ...of(served), GroupName: "admin" };
    for (const _twice of [1, 2]) await served.client.send(new AdminAddUserToGroupCommand(admin));
    expect(await groups()).toEqual(["admin"]);
    await served.client.send(new AdminRemoveUserFromGroupCommand(admin));
    expect(await groups()).toBeUndefined();
    const unknown = new AdminAddUserToGroupCommand({ ...admin, GroupName: "none" });
    await expect(served.client.send(unknown)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Group not found.",
    });
  });

  test("disables a user, which ends the user's tokens, and enables the user again", async () => {
    const served = await serve();
    const { access: AccessToken } = await tokensOf(served);
    await served.client.send(new AdminDisableUserCommand(of(served)));
    await expect(served.client.send(new GetUserCommand({ AccessToken }))).rejects.toThrow("revoked");
    expect(await served.client.send(new AdminGetUserCommand(of(served)))).toMatchObject({ Enabled: false });
    await served.client.send(new AdminEnableUserCommand(of(served)));
    await tokensOf(served);
  });

  test("deletes a user, whose tokens and password then fail and whose name is free again", async () => {
    const served = await serve();
    const { access: AccessToken, refresh: token } = await tokensOf(served);
    await served.client.send(new AdminDeleteUserCommand(of(served)));
    await expect(served.client.send(new GetUserCommand({ AccessToken }))).rejects.toThrow("revoked");
    await expect(refresh(served, token)).rejects.toThrow("Refresh Token has been revoked");
    await expect(signIn(served, Username)).rejects.toThrow("Incorrect username or password.");
    await expect(served.client.send(new AdminDeleteUserCommand(of(served)))).rejects.toMatchObject(NOT_FOUND);
    addUser(served.state, ADA);
    await tokensOf(served);
  });

  test("lists users, in pages and by a filter", async () => {
    const emails = Array.from({ length: 5 }, (_, index) => `user${index}@example.com`);
    const served = await serve(poolState(emails.map((email) => ({ email, password: PASSWORD }))));
    const list = async (input: object) => {
      const { Users = [], PaginationToken } = await served.client.send(
        new ListUsersCommand({ UserPoolId: served.state.id, ...input }),
      );
      const found = Users.map(({ Attributes }) => Attributes?.find(({ Name }) => Name === "email")?.Value);
      return { found, PaginationToken };
    };
    const first = await list({ Limit: 3 });
    expect(first.found).toEqual(emails.slice(0, 3));
    const second = await list({ Limit: 3, PaginationToken: first.PaginationToken });
    expect(second).toEqual({ found: emails.slice(3), PaginationToken: undefined });
    expect((await list({ Filter: 'email = "user2@example.com"' })).found).toEqual(["user2@example.com"]);
    expect((await list({ Filter: 'email ^= "user"' })).found).toEqual(emails);
    expect((await list({ Filter: 'cognito:user_status = "FORCE_CHANGE_PASSWORD"' })).found).toEqual([]);
    for (const malformed of [{ Filter: "email" }, { Limit: 61 }, { PaginationToken: "none" }]) {
      await expect(list(malformed)).rejects.toMatchObject({ name: "InvalidParameterException" });
    }
  });
});

describe("a pool", () => {
  test("has ids in Cognito's form, and its own secrets", () => {
    const [one, other] = [
      createPool({ region: "eu-west-1", settings: SETTINGS }),
      createPool({ region: "eu-west-1", settings: SETTINGS }),
    ];
    expect(one.id).toMatch(/^eu-west-1_[A-Za-z0-9]{9}$/);
    const clientIds = [one, other].flatMap((pool) => Object.values(pool.clientIds));
    for (const clientId of clientIds) expect(clientId).toMatch(/^[a-z0-9]{26}$/);
    expect(new Set(clientIds).size).toBe(4);
    expect(one.signingKey.kid).not.toBe(other.signingKey.kid);
    expect(one.secret).not.toBe(other.secret);
  });

  test("creates the groups that its users are put into", () => {
    const state = poolState([
      { ...ADA, groups: ["admin"] },
      { email: "eve@example.com", password: PASSWORD, groups: ["admin", "staff"] },
    ]);
    expect(state.groups).toEqual(["admin", "staff"]);
  });
});
