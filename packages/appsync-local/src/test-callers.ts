import type { Json } from "./contracts.ts";
import type { AuthType } from "./description.ts";

/** Who calls, as `ctx.identity` and `util.authType()` tell it. Made by `cognitoUser`, `iamPrincipal`, `apiKey`, `authorized`. */
export interface TestCaller {
  mode: AuthType;
  identity: { [key: string]: Json } | null;
}

type JsonObject = { [key: string]: Json };

export const apiKey = (): TestCaller => ({ mode: "API_KEY", identity: null });

/** A signed-in user of a Cognito user pool. `claims` are the token's, beside those that follow from the rest. */
export function cognitoUser(user: {
  sub: string;
  username?: string;
  groups?: string[];
  claims?: JsonObject;
}): TestCaller {
  const { sub, username = sub, groups = null, claims = {} } = user;
  const issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example";
  const standard = { sub, iss: issuer, "cognito:username": username, token_use: "id" };
  const grouped: JsonObject = groups ? { "cognito:groups": groups } : {};
  return {
    mode: "AMAZON_COGNITO_USER_POOLS",
    identity: {
      sub,
      issuer,
      username,
      claims: { ...standard, ...grouped, ...claims },
      groups,
      sourceIp: ["127.0.0.1"],
      defaultAuthStrategy: "ALLOW",
    },
  };
}

/** A backend that signs with IAM credentials. */
export function iamPrincipal(principal: { userArn: string; username?: string; accountId?: string }): TestCaller {
  const { userArn, username = "AROAEXAMPLE:session", accountId = "123456789012" } = principal;
  return {
    mode: "AWS_IAM",
    identity: {
      accountId,
      cognitoIdentityPoolId: null,
      cognitoIdentityId: null,
      cognitoIdentityAuthType: null,
      cognitoIdentityAuthProvider: null,
      sourceIp: ["127.0.0.1"],
      username,
      userArn,
    },
  };
}

/** A caller let in by a Lambda authorizer. */
export function authorized(resolverContext: Record<string, string>): TestCaller {
  return { mode: "AWS_LAMBDA", identity: { resolverContext } };
}
