import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { EVENT_SOURCE } from "../../contract/events.ts";
import type { Deployment } from "../stage.ts";

/**
 * The bus of audit events, and an archive of them, from which they can be replayed. EventBridge encrypts both under keys of its own:
 * events hold no code, no whole address or number, and no MAC.
 */
export class Events extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, { prefix, eventDays, removal }: Deployment) {
    super(scope, "Events");
    this.bus = new EventBus(this, "Bus", { description: `${prefix}: audit events` });
    const archive = this.bus.archive("Archive", {
      description: `${prefix}: audit events of ${eventDays} days`,
      eventPattern: { source: [EVENT_SOURCE] },
      retention: Duration.days(eventDays),
    });
    for (const kept of [this.bus, archive]) kept.applyRemovalPolicy(RemovalPolicy[removal]);
  }

  /** Allows a role to put audit events on the bus, and no events that look like anybody else's. */
  allowPut(role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        actions: ["events:PutEvents"],
        resources: [this.bus.eventBusArn],
        conditions: { StringEquals: { "events:source": EVENT_SOURCE } },
      }),
    );
  }
}
