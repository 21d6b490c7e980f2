import { fileURLToPath } from "node:url";
import { Duration } from "aws-cdk-lib";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { ResetEnvironment } from "../../contract/environment.ts";
import { RESET_EVENT_AGE, RESET_TIMEOUT } from "../../contract/resets.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { RESET_SETTINGS } from "../../functions/reset/settings.ts";
import { bake } from "../../settings/bake.ts";
import type { Deployment } from "../stage.ts";
import type { Data } from "./data.ts";
import { allowEmail } from "./email.ts";
import { addFunction, functionRole } from "./function.ts";
import type { Keys } from "./keys.ts";
import { allowSms } from "./sms.ts";
import type { Users } from "./users.ts";

const HANDLER = fileURLToPath(new URL("../../functions/reset/handler.ts", import.meta.url));

interface ResetParts {
  data: Data;
  keys: Keys;
  users: Users;
}

/** The function that follows requests for password resets up: the only one that looks up what somebody without any credentials has typed. */
export class Resets extends Construct {
  readonly followUp: LambdaFunction;

  constructor(scope: Construct, deployment: Deployment, { data, keys, users }: ResetParts) {
    super(scope, "Resets");
    const role = functionRole(
      this,
      "Role",
      "The reset function looks accounts up, makes codes and MACs, and sends messages",
    );
    allowLookUps(role, users);
    data.allow(role, "resets", ["UpdateItem"]);
    allowEmail(role, deployment);
    if (deployment.sendsSms) allowSms(role);
    keys.code.allow(role, ["GenerateMac"]);
    keys.check.allow(role, ["GenerateMac"]);
    this.followUp = addFunction(this, "FollowUp", deployment, {
      description: "follows requests for password resets up",
      code: bundleFunction(HANDLER, { define: bake(deployment.settings, RESET_SETTINGS) }).code,
      role,
      environment: {
        CODE_KEY_1: keys.code.arn,
        CHECK_KEY_1: keys.check.arn,
        CONFIGURATION_SET: deployment.prefix,
        RESETS_TABLE: data.resets.tableName,
        USER_POOL_ID: users.pool.userPoolId,
      } satisfies ResetEnvironment,
      timeoutSeconds: RESET_TIMEOUT,
      // To Lambda, 0 would mean that the function never runs.
      reservedConcurrency: deployment.resetConcurrency || undefined,
    });
    // A code that comes when nobody waits for it any more is of use to strangers alone. A second try would count and send again.
    this.followUp.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(RESET_EVENT_AGE) });
  }
}

const allowLookUps = (role: Role, { pool }: Users) =>
  role.addToPolicy(
    new PolicyStatement({
      actions: ["cognito-idp:AdminGetUser", "cognito-idp:AdminListGroupsForUser"],
      resources: [pool.userPoolArn],
    }),
  );
