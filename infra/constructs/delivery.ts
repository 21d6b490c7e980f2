import { fileURLToPath } from "node:url";
import { Aws, RemovalPolicy } from "aws-cdk-lib";
import { Effect, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import {
  CloudWatchDimensionSource,
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from "aws-cdk-lib/aws-ses";
import { Construct } from "constructs";
import type { SendEnvironment } from "../../contract/environment.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { bake } from "../../functions/send/settings.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";
import { addFunction, functionRole } from "./function.ts";
import { keyNames } from "./keys.ts";

const HANDLER = fileURLToPath(new URL("../../functions/send/handler.ts", import.meta.url));
/** What SES tells of e-mails that did not arrive, or were not wanted. */
const COUNTED = [
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.RENDERING_FAILURE,
];

/** The send function, and where e-mails come from. */
export class Delivery extends Construct {
  readonly role: Role;
  readonly send: LambdaFunction;
  /** By which SNS logs its deliveries; the deploy step names it to SNS, as no template can. */
  readonly smsLogsRole: Role;
  /** What the domain of e-mails needs in its DNS, where this stack makes its identity: `name CNAME value`. */
  readonly dkimRecords: string[];

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, "Delivery");
    const { settings } = deployment;
    this.addConfigurationSet(deployment);
    this.dkimRecords = this.identity(deployment);
    this.smsLogsRole = this.roleOfSmsLogs();
    this.role = functionRole(this, "SendRole");
    this.mayDeliver(deployment);
    const names = keyNames(deployment);
    this.send = addFunction(this, "Send", deployment, {
      description: "derives a code, and sends it by SNS or SES",
      code: bundleFunction(HANDLER, { define: bake(settings) }).code,
      role: this.role,
      environment: { CODE_KEY_ID: names.code, CHECK_KEY_ID: names.check } satisfies SendEnvironment,
      timeoutSeconds: 10,
    });
  }

  private addConfigurationSet({ prefix }: Deployment): void {
    const set = new ConfigurationSet(this, "ConfigurationSet", {
      configurationSetName: prefix,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    set.addEventDestination("Counted", {
      events: COUNTED,
      destination: EventDestination.cloudWatchDimensions([
        { name: "ses:configuration-set", source: CloudWatchDimensionSource.MESSAGE_TAG, defaultValue: prefix },
      ]),
    });
  }

  private identity({ emailIdentity, domain }: Deployment): string[] {
    if (emailIdentity === "EXISTING") return [];
    const identity = new EmailIdentity(this, "Identity", { identity: Identity.domain(domain) });
    // Other stages send from it, too. The function names the configuration set of its own.
    identity.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return identity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`);
  }

  /** SNS says nowhere which account or ARN it comes as, so that its service alone is named. */
  private roleOfSmsLogs(): Role {
    const role = new Role(this, "SmsLogsRole", { assumedBy: new ServicePrincipal("sns.amazonaws.com") });
    const group = `log-group:sns/${Aws.REGION}/${Aws.ACCOUNT_ID}/DirectPublishToPhoneNumber*`;
    const resource = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:${group}`;
    const actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
    role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
    const id = resource.replace(Aws.PARTITION, "<AWS::Partition>").replaceAll(Aws.REGION, "<AWS::Region>");
    acknowledge(
      role,
      `IAM5[Resource::${id.replaceAll(Aws.ACCOUNT_ID, "<AWS::AccountId>")}]`,
      "SNS's two groups of SMS deliveries, and the streams in them, which SNS names itself",
    );
    return role;
  }

  private mayDeliver({ settings, prefix }: Deployment): void {
    const { from } = settings.email;
    const ses = `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}`;
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ["ses:SendEmail"],
        resources: [`${ses}:identity/*`, `${ses}:configuration-set/${prefix}`],
        conditions: { StringEquals: { "ses:FromAddress": from } },
      }),
    );
    acknowledge(
      this.role,
      "IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]",
      "SES asks for the identity that the sender falls under, which may be a parent domain, and in its sandbox for each recipient's; only one From address passes",
    );
    // A phone number is no resource: `*` stands for all of them, and topics are taken out of it again.
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
      "An SMS has no ARN, so that sns:Publish needs *; a Deny beside it takes every topic out again",
    );
  }
}
