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
import type { Keys } from "./keys.ts";
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
    if (deployment.sendsSms) this.allowSms();
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

  /**
   * A phone number is not a resource, so `*` allows all of them; the Deny excludes topics again. SNS hands an SMS on to AWS End User
   * Messaging. Its guide wants callers to have rights there ("SMS IAM policies"), and AWS's policy AmazonSNSFullAccess gives this one,
   * under this condition. [?] Whether SNS asks for it with every number.
   */
  private allowSms(): void {
    this.role.addToPolicy(new PolicyStatement({ actions: ["sns:Publish"], resources: ["*"] }));
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ["sms-voice:SendTextMessage"],
        resources: ["*"],
        conditions: { StringEquals: { "aws:CalledViaLast": "sns.amazonaws.com" } },
      }),
    );
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
      "An SMS has no ARN, so sns:Publish is allowed on *; a Deny beside it excludes every topic again. SNS chooses the number that an SMS comes from",
    );
  }
}
