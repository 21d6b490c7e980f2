import type { ApiDescription, AuthMode, CognitoAuth, OidcAuth } from "../description.ts";
import { isObject, type JsonObject, TemplateError } from "./cloudformation.ts";
import type { Context } from "./context.ts";
import { functionAt } from "./functions.ts";
import { attributeOf } from "./identity.ts";
import type { Resource } from "./stack.ts";

/** Who may call, as far as it is made up here. */
export interface LocalCallers {
  /** Keys of the mode AWS_IAM, which may call everything. */
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** Gives the mode of a user pool: where its keys are, or another issuer. */
  userPool(mode: CognitoAuth): CognitoAuth;
  /** Gives the mode of an OpenID Connect provider: the template's own, or another issuer. */
  oidc(mode: OidcAuth): OidcAuth;
}

/** Local keys stay good. */
const NEVER = 253_402_300_799;

/**
 * Reads the auth modes of an API.
 *
 * @param keys its `AWS::AppSync::ApiKey` resources
 * @throws TemplateError for a default mode that is not local; an additional one is left out, and named
 */
export function authOf(
  api: Resource,
  keys: Resource[],
  callers: LocalCallers,
  context: Context,
): ApiDescription["auth"] {
  const properties = api.stack.resolve(api.properties) as JsonObject;
  const additional = (properties.AdditionalAuthenticationProviders ?? []) as JsonObject[];
  const mode = (config: JsonObject) => modeOf(config, api, keys, callers, context);
  return {
    default: mode(properties),
    additional: additional.flatMap((config) => {
      try {
        return [mode(config)];
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        context.notes.add(`The auth mode ${config.AuthenticationType} is left out: ${error.message}.`);
        return [];
      }
    }),
  };
}

function modeOf(
  config: JsonObject,
  { stack }: Resource,
  keys: Resource[],
  callers: LocalCallers,
  context: Context,
): AuthMode {
  const part = (name: string) => (isObject(config[name]) ? config[name] : {});
  switch (config.AuthenticationType) {
    case "API_KEY":
      return {
        type: "API_KEY",
        keys: keys.map((key) => ({ key: String(attributeOf(key, "ApiKey")), expiresAt: NEVER })),
      };
    case "AWS_IAM":
      return { type: "AWS_IAM", region: stack.region, principals: [principalOf(stack.account, callers)] };
    case "AMAZON_COGNITO_USER_POOLS": {
      const { UserPoolId, AwsRegion, AppIdClientRegex, DefaultAction } = part("UserPoolConfig");
      return callers.userPool({
        type: "AMAZON_COGNITO_USER_POOLS",
        issuer: `https://cognito-idp.${AwsRegion ?? stack.region}.amazonaws.com/${UserPoolId}`,
        ...(AppIdClientRegex && { appIdClientRegex: String(AppIdClientRegex) }),
        ...(DefaultAction === "DENY" && { defaultAction: DefaultAction }),
      });
    }
    case "OPENID_CONNECT": {
      const { Issuer, ClientId, AuthTTL, IatTTL } = part("OpenIDConnectConfig");
      return callers.oidc({
        type: "OPENID_CONNECT",
        issuer: String(Issuer),
        ...(ClientId && { clientId: String(ClientId) }),
        ...(Number(AuthTTL) > 0 && { authTTL: Number(AuthTTL) }),
        ...(Number(IatTTL) > 0 && { iatTTL: Number(IatTTL) }),
      });
    }
    case "AWS_LAMBDA": {
      const { AuthorizerUri, AuthorizerResultTtlInSeconds, IdentityValidationExpression } =
        part("LambdaAuthorizerConfig");
      return {
        type: "AWS_LAMBDA",
        function: functionAt(String(AuthorizerUri), context),
        ...(AuthorizerResultTtlInSeconds !== undefined && { ttlSeconds: Number(AuthorizerResultTtlInSeconds) }),
        ...(IdentityValidationExpression && { identityValidationExpression: String(IdentityValidationExpression) }),
      };
    }
    default:
      throw new TemplateError(`the auth mode ${config.AuthenticationType} is unknown`);
  }
}

const principalOf = (accountId: string, { credentials }: LocalCallers) => ({
  ...credentials,
  accountId,
  userArn: `arn:aws:iam::${accountId}:user/local`,
  username: "AIDALOCALLOCALLOCAL",
});
