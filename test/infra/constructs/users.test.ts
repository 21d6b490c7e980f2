import { expect, test } from "vitest";
import { USER_POOL } from "../../../contract/user-pool.ts";
import { templateOf, theOne } from "./synth.ts";

const prod = await templateOf("prod");
const dev = await templateOf("dev");
const stages = [prod, dev];
const client = (stage: typeof prod) => theOne(stage, "UsersPoolClient").Properties;
const pool = (stage: typeof prod) => theOne(stage, "UsersPool").Properties;

test.each(stages)(
  "S18 the app client can write neither the address nor the number, nor whether they are verified",
  (stage) => {
    expect(client(stage).WriteAttributes).toEqual(["locale"]);
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

test.each(stages)("S28 sign-ins and forgotten passwords do not reveal who has an account", (stage) => {
  expect(client(stage).PreventUserExistenceErrors).toBe("ENABLED");
});

test.each(stages)("S28 tokens are valid for 15 minutes, can be revoked, and can be renewed for a day", (stage) => {
  const { AccessTokenValidity, IdTokenValidity, RefreshTokenValidity, TokenValidityUnits } = client(stage);
  expect({ AccessTokenValidity, IdTokenValidity, RefreshTokenValidity }).toEqual({
    AccessTokenValidity: 15,
    IdTokenValidity: 15,
    RefreshTokenValidity: 24 * 60,
  });
  expect(TokenValidityUnits).toEqual({ AccessToken: "minutes", IdToken: "minutes", RefreshToken: "minutes" });
  expect(client(stage).EnableTokenRevocation).toBe(true);
});

test.each(stages)("S28 people sign in by SRP only, and Cognito's hosted page is disabled", (stage) => {
  const { ExplicitAuthFlows, AllowedOAuthFlowsUserPoolClient, GenerateSecret, SupportedIdentityProviders } =
    client(stage);
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

test.each(stages)(
  "the app client reads the addresses that codes go to; operators are the group that the resolvers know",
  (stage) => {
    expect(client(stage).ReadAttributes).toEqual([
      "email",
      "email_verified",
      "locale",
      "phone_number",
      "phone_number_verified",
    ]);
    expect(theOne(stage, "UsersOperators").Properties.GroupName).toBe("admin");
  },
);

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
