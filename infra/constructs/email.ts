import { Aws, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
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
import type { Construct } from "constructs";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";

/** Events of e-mails that did not arrive, or that were unwanted. */
const COUNTED_EVENTS = [
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.RENDERING_FAILURE,
];

/** Adds the configuration set that functions name in each e-mail: TLS only, and counted failures. */
export function addConfigurationSet(scope: Construct, { prefix }: Deployment): void {
  const set = new ConfigurationSet(scope, "ConfigurationSet", {
    configurationSetName: prefix,
    tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    reputationMetrics: true,
    suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
  });
  set.addEventDestination("Counted", {
    events: COUNTED_EVENTS,
    destination: EventDestination.cloudWatchDimensions([
      { name: "ses:configuration-set", source: CloudWatchDimensionSource.MESSAGE_TAG, defaultValue: prefix },
    ]),
  });
}

/**
 * Adds SES's identity of the domain that e-mails come from, unless the settings say that it exists.
 *
 * @returns records that the domain needs in its DNS, as `name CNAME value`
 */
export function addEmailIdentity(scope: Construct, { emailIdentity, domain }: Deployment): string[] {
  if (emailIdentity === "EXISTING") return [];
  const identity = new EmailIdentity(scope, "Identity", { identity: Identity.domain(domain) });
  // Other stages may send from it, so it outlives the stack. Each stage's functions name a configuration set of their own.
  identity.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return identity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`);
}

/** Allows a role to send e-mails from the address in the settings, by this stage's configuration set. */
export function allowEmail(role: Role, { settings, prefix }: Deployment): void {
  const ses = `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}`;
  role.addToPolicy(
    new PolicyStatement({
      actions: ["ses:SendEmail"],
      resources: [`${ses}:identity/*`, `${ses}:configuration-set/${prefix}`],
      conditions: { StringEquals: { "ses:FromAddress": settings.email.from } },
    }),
  );
  acknowledge(
    role,
    "IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]",
    "SES checks the sender's identity, which may be a parent domain, and in its sandbox each recipient's; the condition admits one From address",
  );
}
