import { fileURLToPath } from "node:url";
import type { CfnGraphQLApi } from "aws-cdk-lib/aws-appsync";
import { PolicyStatement, type Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { AuthorizerEnvironment } from "../../contract/environment.ts";
import { NONCES_PREFIX } from "../../contract/signing.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import type { Deployment } from "../stage.ts";
import type { Data } from "./data.ts";
import { addFunction, functionRole } from "./function.ts";
import type { Keys } from "./keys.ts";

const HANDLER = fileURLToPath(new URL("../../functions/authorizer/handler.ts", import.meta.url));

/** The function that judges signed requests, which AppSync asks about each of them. */
export class Authorizer extends Construct {
  readonly judge: LambdaFunction;

  constructor(scope: Construct, deployment: Deployment, data: Data, keys: Keys) {
    super(scope, "Authorizer");
    const role = functionRole(this, "Role", "The authorizer judges requests that API clients have signed");
    allowClients(role, data);
    allowNonces(role, data);
    data.allowKey(role);
    keys.client.allow(role, ["GenerateMac"]);
    this.judge = addFunction(this, "Judge", deployment, {
      description: "judges requests that API clients have signed",
      code: bundleFunction(HANDLER).code,
      role,
      environment: {
        TOKENS_TABLE: data.tokens.tableName,
        CLIENTS_TABLE: data.clients.tableName,
        CLIENT_KEY_1: keys.client.arn,
      } satisfies AuthorizerEnvironment,
      // AppSync waits no longer for an authorizer.
      timeoutSeconds: 10,
      // To Lambda, 0 would mean that the function never runs.
      reservedConcurrency: deployment.authorizerConcurrency || undefined,
    });
  }

  /** Lets this API, and no other, ask the function. */
  allow(api: CfnGraphQLApi): void {
    this.judge.addPermission("Api", {
      principal: new ServicePrincipal("appsync.amazonaws.com"),
      sourceArn: api.attrArn,
      scope: api,
    });
  }
}

/** The role reads clients, and of what they are it writes only the day of their last use. */
function allowClients(role: Role, { clients }: Data): void {
  const resources = [clients.tableArn];
  role.addToPolicy(new PolicyStatement({ actions: ["dynamodb:GetItem"], resources }));
  role.addToPolicy(
    new PolicyStatement({
      actions: ["dynamodb:UpdateItem"],
      resources,
      conditions: {
        "ForAllValues:StringEquals": { "dynamodb:Attributes": ["pk", "sk", "lastUsedAt"] },
        // Without attributes there would be no value that is another one.
        Null: { "dynamodb:Attributes": "false" },
      },
    }),
  );
}

/** Of the table Tokens the role writes items about nonces and no others, and reads nothing but what a refused write answers. */
function allowNonces(role: Role, { tokens }: Data): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: ["dynamodb:PutItem"],
      resources: [tokens.tableArn],
      conditions: {
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${NONCES_PREFIX}*`] },
        // Without a key there would be no value that is not like it.
        Null: { "dynamodb:LeadingKeys": "false" },
      },
    }),
  );
}
