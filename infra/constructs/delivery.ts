import { fileURLToPath } from "node:url";
import { Aws } from "aws-cdk-lib";
import { Effect, PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { SendEnvironment } from "../../contract/environment.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { SEND_SETTINGS } from "../../functions/send/settings.ts";
import { bake } from "../../settings/bake.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";
import { addConfigurationSet, addEmailIdentity, allowEmail } from "./email.ts";
import { addFunction, functionRole } from "./function.ts";
import { keyNames } from "./keys.ts";
import { addSmsLogsRole } from "./sms-logs-role.ts";

const HANDLER = fileURLToPath(new URL("../../functions/send/handler.ts", import.meta.url));

/** The send function, and what SES and SNS need to deliver its messages. */
export class Delivery extends Construct {
  readonly role: Role;
  readonly send: LambdaFunction;
  readonly smsLogsRole: Role;
  /** Records that the domain of e-mails needs in its DNS, as `name CNAME value`; empty if the identity exists. */
  readonly dkimRecords: string[];

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, "Delivery");
    const { settings } = deployment;
    addConfigurationSet(this, deployment);
    this.dkimRecords = addEmailIdentity(this, deployment);
    this.smsLogsRole = addSmsLogsRole(this);
    this.role = functionRole(this, "SendRole", "The send function makes codes and MACs, and sends messages");
    allowEmail(this.role, deployment);
    this.allowSms();
    const names = keyNames(deployment);
    this.send = addFunction(this, "Send", deployment, {
      description: "derives a code, and sends it by SMS or e-mail",
      code: bundleFunction(HANDLER, { define: bake(settings, SEND_SETTINGS) }).code,
      role: this.role,
      environment: {
        CODE_KEY_1: names.code,
        CHECK_KEY_1: names.check,
        CONFIGURATION_SET: deployment.prefix,
      } satisfies SendEnvironment,
      timeoutSeconds: 10,
    });
  }

  /** A phone number is not a resource, so `*` allows all of them; the Deny excludes topics again. */
  private allowSms(): void {
    this.role.addToPolicy(new PolicyStatement({ actions: ["sns:Publish"], resources: ["*"] }));
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ["sns:Publish"],
        resources: [`arn:${Aws.PARTITION}:sns:*:*:*`],
      }),
    );
    acknowledge(
      this.role,
      "IAM5[Resource::*]",
      "An SMS has no ARN, so sns:Publish is allowed on *; a Deny beside it excludes every topic again",
    );
  }
}
