import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  GetUserCommand,
  UpdateUserAttributesCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { type ClientName, USER_POOL } from "../../../contract/user-pool.ts";
import type { PoolSettings } from "../../../local/cognito/index.ts";
import {
  ADA,
  beginSrp,
  PASSWORD,
  poolState,
  refresh,
  refusal,
  serve,
  signIn,
  tokensOf,
  WRONG_PASSWORD,
} from "./support.ts";

/** With the settings of the deployed pool, the stand-in refuses what Cognito would refuse. */

const serveDeployed = (attributes = {}, settings: Partial<PoolSettings<ClientName>> = {}) =>
  serve(poolState([{ ...ADA, attributes }], { ...USER_POOL, ...settings }));

async function signedIn(attributes = {}, settings: Partial<PoolSettings<ClientName>> = {}) {
  const served = await serveDeployed(attributes, settings);
  const srp = await beginSrp(served, "ada@example.com");
  const { AuthenticationResult } = await srp.send(srp.answersFor(PASSWORD));
  return {
    ...served,
    id: AuthenticationResult?.IdToken as string,
    access: AuthenticationResult?.AccessToken as string,
  };
}

const notEnabled = (flow: string) => refusal("InvalidParameterException", `${flow} flow not enabled for this client`);

test("S28 the deployed pool's settings allow no sign-in that sends the password, to clients as to backends", async () => {
  const served = await serveDeployed();
  for (const ClientId of Object.values(served.state.clientIds)) {
    const byPassword = signIn(served, "ada@example.com", PASSWORD, ClientId);
    await expect(byPassword).rejects.toMatchObject(notEnabled("USER_PASSWORD_AUTH"));
    for (const AuthFlow of ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"] as const) {
      const command = new AdminInitiateAuthCommand({
        AuthFlow,
        UserPoolId: served.state.id,
        ClientId,
        AuthParameters: { USERNAME: "ada@example.com", PASSWORD },
      });
      await expect(served.client.send(command)).rejects.toMatchObject(notEnabled(AuthFlow));
    }
  }
});

test("S28 with the deployed pool's settings a session of a user lives a day, and one of an operator an hour", async () => {
  const served = await serveDeployed();
  for (const [name, seconds] of [
    ["app", 86_400],
    ["operators", 3600],
  ] as const) {
    const clientId = served.state.clientIds[name];
    const srp = await beginSrp(served, "ada@example.com", clientId);
    const { AuthenticationResult } = await srp.send(srp.answersFor(PASSWORD));
    const renew = () => refresh(served, AuthenticationResult?.RefreshToken as string, clientId);
    served.time.now += (seconds - 1) * 1000;
    expect((await renew()).AuthenticationResult, name).toMatchObject({ ExpiresIn: 900 });
    served.time.now += 1000;
    await expect(renew(), name).rejects.toMatchObject({ message: "Refresh Token has expired" });
  }
});

test("the deployed pool's settings let people sign in by e-mail address, but not by number or user name", async () => {
  const served = await serveDeployed();
  const byNumber = await beginSrp(served, "+12025550123");
  await expect(byNumber.send(byNumber.answersFor(PASSWORD))).rejects.toMatchObject(WRONG_PASSWORD);
  for (const Username of ["ada", "+12025550199"]) {
    const command = new AdminCreateUserCommand({ UserPoolId: served.state.id, Username });
    await expect(served.client.send(command)).rejects.toMatchObject(
      refusal("InvalidParameterException", "Username should be an email."),
    );
  }
});

test("S18 the deployed pool's settings let people write their locale, and no other attribute", async () => {
  const { client, access: AccessToken } = await signedIn({}, { blockedOperations: [] });
  const write = (Name: string, Value: string) =>
    client.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes: [{ Name, Value }] }));
  await write("locale", "de");
  for (const name of ["name", "email", "phone_number", "phone_number_verified"]) {
    await expect(write(name, "true")).rejects.toMatchObject(
      refusal("NotAuthorizedException", "A client attempted to write unauthorized attribute"),
    );
  }
});

test("S39 whoever has only the password cannot change the password, sign the owner out, or change or delete the account", async () => {
  const { url, state, access, client } = await signedIn();
  const before = structuredClone(state);
  for (const operation of USER_POOL.blockedOperations) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "x-amz-target": `AWSCognitoIdentityProviderService.${operation}` },
      body: JSON.stringify({
        AccessToken: access,
        PreviousPassword: PASSWORD,
        ProposedPassword: "An0ther!password",
        UserAttributes: [{ Name: "locale", Value: "de" }],
      }),
    });
    expect(answer.status, operation).toBe(403);
    expect(await answer.json(), operation).toMatchObject({ __type: "ForbiddenException" });
  }
  expect(state).toEqual(before);
  expect((await client.send(new GetUserCommand({ AccessToken: access }))).Username).toBeTruthy();
});

test("an ID token and GetUser show the attributes that the app client may read, and no others", async () => {
  const { client, id, access: AccessToken } = await signedIn({ locale: "de", name: "Ada" });
  expect(decodeJwt(id)).toMatchObject({ locale: "de", email: "ada@example.com", phone_number_verified: true });
  expect(decodeJwt(id)).not.toHaveProperty("name");
  const { UserAttributes = [] } = await client.send(new GetUserCommand({ AccessToken }));
  expect(UserAttributes.map(({ Name }) => Name).sort()).toEqual(
    ["sub", ...USER_POOL.clients.app.readAttributes].sort(),
  );
});

test("the password policy requires the kinds of characters that it names, and no others", async () => {
  const strict = () => poolState([{ ...ADA, password: "Passw0rd!" }], USER_POOL);
  expect(strict).toThrow("Password did not conform with policy: Password not long enough");
  const policy = { ...USER_POOL.passwordPolicy, minLength: 6, requireSymbols: false };
  const served = await serve(poolState([{ ...ADA, password: "Passw0" }], { passwordPolicy: policy }));
  expect(await tokensOf(served, "ada@example.com", "Passw0")).toBeDefined();
  expect(() => poolState([{ ...ADA, password: "passw0" }], { passwordPolicy: policy })).toThrow("uppercase characters");
});
