import { fileURLToPath } from "node:url";
import type { Role } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { SendEnvironment } from "../../contract/environment.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { SEND_SETTINGS } from "../../functions/send/settings.ts";
import { bake } from "../../settings/bake.ts";
import type { Deployment } from "../stage.ts";
import { addConfigurationSet, addEmailIdentity, allowEmail } from "./email.ts";
import { addFunction, functionRole } from "./function.ts";
import type { Keys } from "./keys.ts";
import { allowSms } from "./sms.ts";
import { addSmsLogsRole } from "./sms-logs-role.ts";

const HANDLER = fileURLToPath(new URL("../../functions/send/handler.ts", import.meta.url));

/** The send function, and what SES and SNS need to deliver its messages. */
export class Delivery extends Construct {
  readonly role: Role;
  readonly send: LambdaFunction;
  /** Undefined if the stage sends no SMS. */
  readonly smsLogsRole: Role | undefined;
  /** Records that the domain of e-mails needs in its DNS, as `name CNAME value`; empty if the identity exists. */
  readonly dkimRecords: string[];

  constructor(scope: Construct, deployment: Deployment, { code, check }: Keys) {
    super(scope, "Delivery");
    const { settings } = deployment;
    addConfigurationSet(this, deployment);
    this.dkimRecords = addEmailIdentity(this, deployment);
    this.smsLogsRole = deployment.sendsSms ? addSmsLogsRole(this) : undefined;
    this.role = functionRole(this, "SendRole", "The send function makes codes and MACs, and sends messages");
    allowEmail(this.role, deployment);
    if (deployment.sendsSms) allowSms(this.role);
    code.allow(this.role, ["GenerateMac"]);
    check.allow(this.role, ["GenerateMac"]);
    this.send = addFunction(this, "Send", deployment, {
      description: "derives a code, and sends it by SMS or e-mail",
      code: bundleFunction(HANDLER, { define: bake(settings, SEND_SETTINGS) }).code,
      role: this.role,
      environment: {
        CODE_KEY_1: code.arn,
        CHECK_KEY_1: check.arn,
        CONFIGURATION_SET: deployment.prefix,
      } satisfies SendEnvironment,
      timeoutSeconds: 10,
      // To Lambda, 0 would mean that the function never runs.
      reservedConcurrency: deployment.reservedConcurrency || undefined,
    });
  }
}
