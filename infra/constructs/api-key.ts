import { CfnParameter, Stack } from "aws-cdk-lib";
import { CfnApiKey, type CfnGraphQLApi } from "aws-cdk-lib/aws-appsync";
import type { Construct } from "constructs";
import { API_KEY_EXPIRES_AT } from "../stage.ts";

/** The key for the fields that need no sign-in. It tells nobody who calls, so that it is no secret; those fields take other proof. */
export interface ApiKey {
  value: string;
  /** Epoch seconds, as expressions of the template take them. */
  expiresAt: string;
}

export function addApiKey(scope: Construct, { attrApiId: apiId }: CfnGraphQLApi): ApiKey {
  const { valueAsNumber: expires, valueAsString: expiresAt } = new CfnParameter(Stack.of(scope), API_KEY_EXPIRES_AT, {
    type: "Number",
    description: "When the API key expires, in epoch seconds: at most 365 days ahead. npm run deploy sets it",
  });
  const key = new CfnApiKey(scope, "Key", {
    apiId,
    description: "For the fields that need no sign-in. Each deploy renews it",
    expires,
  });
  return { value: key.attrApiKey, expiresAt };
}
