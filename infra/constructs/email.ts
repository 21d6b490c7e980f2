import { RemovalPolicy } from "aws-cdk-lib";
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

/** Events of e-mails that did not arrive, or that were unwanted. */
const COUNTED_EVENTS = [
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.RENDERING_FAILURE,
];

/** Adds the configuration set that the send function names in each e-mail: TLS only, and counted failures. */
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
  // Other stages may send from it, so it outlives the stack. Each send function names its own configuration set.
  identity.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return identity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`);
}
