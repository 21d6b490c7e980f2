import { expect, test } from "vitest";
import { USER_POOL } from "../../../contract/user-pool.ts";
import { templateOf, theOne } from "./synth.ts";

const prod = await templateOf("prod");
const dev = await templateOf("dev");
const stages = [prod, dev];
const clientNamed = (stage: typeof prod, id: string) => theOne(stage, id).Properties;
const clients = stages.flatMap((stage) =>
  ["UsersPoolClient", "UsersPoolOperatorsClient"].map((id) => clientNamed(stage, id)),
);
const pool = (stage: typeof prod) => theOne(stage, "UsersPool").Properties;

test.each(clients)(
  "S18 an app client can write neither the address nor the number, nor whether they are verified",
  ({ WriteAttributes }) => {
    expect(WriteAttributes).toEqual(["locale"]);
  },
);

test.each(stages)("S18 only administrators create users, with their addresses and numbers", (stage) => {
  expect(pool(stage).AdminCreateUserConfig).toEqual({ AllowAdminCreateUserOnly: true });
});

test.each(stages)(
  "S18 a changed address becomes a claim only after it is verified; only administrators change numbers",
  (stage) => {
    const { AttributesRequireVerificationBeforeUpdate } = pool(stage).UserAttributeUpdateSettings;
    expect(AttributesRequireVerificationBeforeUpdate).toEqual(["email"]);
    // Cognito refuses an attribute here that it does not verify by itself.
    expect(pool(stage).AutoVerifiedAttributes).toEqual(["email"]);
  },
);

test.each(stages)("S18 nobody can reset a password with a mailbox alone, because codes go there, too", (stage) => {
  expect(pool(stage).AccountRecoverySetting.RecoveryMechanisms).toEqual([{ Name: "admin_only", Priority: 1 }]);
});

test.each(clients)("S28 sign-ins and forgotten passwords do not reveal who has an account", (client) => {
  expect(client.PreventUserExistenceErrors).toBe("ENABLED");
});

test.each(clients)("S28 ID and access tokens are valid for 15 minutes, and sessions can be revoked", (client) => {
  const { AccessTokenValidity, IdTokenValidity, EnableTokenRevocation, TokenValidityUnits } = client;
  expect({ AccessTokenValidity, IdTokenValidity }).toEqual({ AccessTokenValidity: 15, IdTokenValidity: 15 });
  expect(TokenValidityUnits).toEqual({ AccessToken: "minutes", IdToken: "minutes", RefreshToken: "minutes" });
  expect(EnableTokenRevocation).toBe(true);
});

test.each(stages)("S28 users stay signed in for a day, and operators for an hour", (stage) => {
  const minutesOf = (id: string) => clientNamed(stage, id).RefreshTokenValidity;
  expect([minutesOf("UsersPoolClient"), minutesOf("UsersPoolOperatorsClient")]).toEqual([24 * 60, 60]);
});

test.each(clients)("S28 people sign in by SRP only, and Cognito's hosted page is disabled", (client) => {
  const { ExplicitAuthFlows, AllowedOAuthFlowsUserPoolClient, GenerateSecret, SupportedIdentityProviders } = client;
  expect(ExplicitAuthFlows).toEqual(["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
  expect({ AllowedOAuthFlowsUserPoolClient, GenerateSecret, SupportedIdentityProviders }).toEqual({
    AllowedOAuthFlowsUserPoolClient: false,
    GenerateSecret: false,
    SupportedIdentityProviders: ["COGNITO"],
  });
});

test.each(stages)(
  "S28 a password has at least 12 characters of all four kinds; a temporary one is valid for three days",
  (stage) => {
    expect(pool(stage).Policies.PasswordPolicy).toEqual({
      MinimumLength: 12,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      TemporaryPasswordValidityDays: 3,
    });
  },
);

test.each(clients)("an app client reads the addresses that codes go to", ({ ReadAttributes }) => {
  const addresses = ["email", "email_verified", "locale", "phone_number", "phone_number_verified"];
  expect(ReadAttributes).toEqual(addresses);
});

test.each(stages)("operators are the group that the resolvers know", (stage) => {
  expect(theOne(stage, "UsersOperators").Properties.GroupName).toBe("admin");
});

test.each(stages)("S39 a web ACL of the user pool blocks, by name, what a password alone must not change", (stage) => {
  const association = theOne(stage, "UserPoolFirewallAssociation").Properties;
  expect(association.ResourceArn["Fn::GetAtt"]).toEqual([expect.stringMatching(/^UsersPool/), "Arn"]);
  expect(association.WebACLArn["Fn::GetAtt"]).toEqual([expect.stringMatching(/^UserPoolFirewallAcl/), "Arn"]);
  const { DefaultAction, Rules } = theOne(stage, "UserPoolFirewallAcl").Properties;
  expect(DefaultAction).toEqual({ Allow: {} });
  const { Action, Statement } = Rules.find(({ Name }: { Name: string }) => Name === "AccountChanges");
  expect(Action).toEqual({ Block: {} });
  const { FieldToMatch, RegexString, TextTransformations } = Statement.RegexMatchStatement;
  expect({ FieldToMatch, TextTransformations }).toEqual({
    FieldToMatch: { SingleHeader: { Name: "x-amz-target" } },
    TextTransformations: [{ Priority: 0, Type: "LOWERCASE" }],
  });
  // WAF takes 512 characters.
  expect(RegexString.length).toBeLessThanOrEqual(512);
  const blocks = (operation: string) =>
    new RegExp(RegexString).test(`AWSCognitoIdentityProviderService.${operation}`.toLowerCase());
  for (const operation of USER_POOL.blockedOperations) expect(blocks(operation), operation).toBe(true);
  const needed = ["InitiateAuth", "RespondToAuthChallenge", "RevokeToken", "GetUser", "AdminSetUserPassword"];
  for (const operation of needed) expect(blocks(operation), operation).toBe(false);
});
