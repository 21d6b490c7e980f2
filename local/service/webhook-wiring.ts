import type { LambdaFunction } from "appsync-local";
import { EVENT_SOURCE } from "../../contract/events.ts";
import { MAX_ATTEMPTS, WEBHOOK_BATCH, WEBHOOK_HOLD, WEBHOOK_TENANTS } from "../../contract/webhooks.ts";
import type { BusEvent } from "../events/index.ts";

/** How events come from the bus to the webhook function. The stack wires the same in `infra/constructs/webhooks.ts`. */
export interface WebhookWiring {
  /** Whether the rule of the bus sends an event to the queue. */
  takes(event: BusEvent): boolean;
  holdSeconds: number;
  maxReceives: number;
  batchSize: number;
  /** Gives the function that runs, where it is another one than that of this machine. */
  describe(local: LambdaFunction): LambdaFunction;
}

export const WEBHOOK_WIRING: WebhookWiring = {
  takes: ({ source, detail }) => source === EVENT_SOURCE && `${detail.tenant}`.startsWith(WEBHOOK_TENANTS),
  holdSeconds: WEBHOOK_HOLD,
  maxReceives: MAX_ATTEMPTS,
  batchSize: WEBHOOK_BATCH,
  describe: (local) => local,
};
