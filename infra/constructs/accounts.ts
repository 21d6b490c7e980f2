import { fileURLToPath } from "node:url";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { ACCOUNTS_PREFIX } from "../../contract/account.ts";
import type { AccountEnvironment } from "../../contract/environment.ts";
import { ACCOUNT_SETTINGS } from "../../functions/account/settings.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { bake } from "../../settings/bake.ts";
import type { Deployment } from "../stage.ts";
import type { Data } from "./data.ts";
import { addFunction, functionRole } from "./function.ts";
import type { Users } from "./users.ts";

const HANDLER = fileURLToPath(new URL("../../functions/account/handler.ts", import.meta.url));

/** The function that changes accounts of the user pool: passwords, addresses and numbers. Nothing else of the service may. */
export class Accounts extends Construct {
  readonly change: LambdaFunction;

  constructor(scope: Construct, deployment: Deployment, data: Data, users: Users) {
    super(scope, "Accounts");
    const role = functionRole(this, "Role", "The account function changes passwords, addresses and numbers of users");
    role.addToPolicy(
      new PolicyStatement({
        actions: [
          ...["AdminGetUser", "AdminListGroupsForUser", "AdminSetUserPassword"],
          ...["AdminUpdateUserAttributes", "AdminUserGlobalSignOut"],
        ].map((operation) => `cognito-idp:${operation}`),
        resources: [users.pool.userPoolArn],
      }),
    );
    allowAccounts(role, data);
    this.change = addFunction(this, "Change", deployment, {
      description: "changes passwords, addresses and numbers of users",
      code: bundleFunction(HANDLER, { define: bake(deployment.settings, ACCOUNT_SETTINGS) }).code,
      role,
      environment: {
        FACTORS_TABLE: data.factors.tableName,
        USER_POOL_ID: users.pool.userPoolId,
      } satisfies AccountEnvironment,
      // AppSync ends a request after 30 seconds, and steps come before and after this one.
      timeoutSeconds: 20,
    });
  }
}

/** Of the table Factors the role reads and writes items about accounts, and no others. */
function allowAccounts(role: Role, data: Data): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
      resources: [data.factors.tableArn],
      conditions: {
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${ACCOUNTS_PREFIX}*`] },
        // Without a key there would be no value that is not like it.
        Null: { "dynamodb:LeadingKeys": "false" },
      },
    }),
  );
  data.allowKey(role);
}
