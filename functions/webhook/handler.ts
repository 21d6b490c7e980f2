import type { AuditEvent } from "../../contract/events.ts";
import type { WebhookMetric } from "../../contract/metrics.ts";
import { emitMetrics } from "../metrics.ts";
import { postpone } from "./postpone.ts";
import { type Answer, push } from "./push.ts";
import { eventIn, type QueuedEvent } from "./queued-event.ts";
import { receiverOf } from "./receiver.ts";
import { makeSet } from "./set.ts";

/** The milliseconds before Lambda's own time limit that are reserved for putting events off. */
const RESERVE = 8_000;

/**
 * Pushes events to the webhooks of API clients, all at once, so that a slow receiver holds up no other. What the log says of it holds
 * neither addresses nor anything that a receiver wrote.
 *
 * @returns the events that are not done with, as Lambda takes them: those are tried again
 */
export async function handler(
  { Records }: { Records: QueuedEvent[] },
  context: { getRemainingTimeInMillis(): number },
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE));
  const done = await Promise.all(Records.map((record) => deliver(record, signal)));
  const failed = Records.filter((_, index) => !done[index]);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** @returns whether the event is done with: delivered, refused for good, or nobody's to hear */
async function deliver(record: QueuedEvent, signal: AbortSignal): Promise<boolean> {
  const outcome = await attempt(record, signal).catch(({ name }: Error) => ({
    count: "webhookFaults" as const,
    event: null,
    error: name,
  }));
  if (outcome === null) return true;
  report(record, outcome);
  const done = outcome.count === "webhooksDelivered" || outcome.count === "webhooksRefused";
  if (!done) await postpone(record);
  return done;
}

/** What came of an attempt. The event is null where it could not be read, or not be signed. */
type Outcome = { count: WebhookMetric; event: AuditEvent | null } & Partial<Answer>;

async function attempt(record: QueuedEvent, signal: AbortSignal): Promise<Outcome | null> {
  const event = eventIn(record);
  const receiver = await receiverOf(event.tenant, signal);
  if (receiver === null) return null;
  const answer = await push(receiver, await makeSet(event, signal), signal);
  return { count: countOf(answer), event, ...answer };
}

function countOf({ status, error }: Answer): WebhookMetric {
  if (status === undefined) return "webhooksFailed";
  if (status >= 200 && status < 300) return "webhooksDelivered";
  return status === 410 || error ? "webhooksRefused" : "webhooksFailed";
}

function report({ messageId, attributes }: QueuedEvent, { count, event, status, error }: Outcome): void {
  emitMetrics({
    by: [],
    counts: { [count]: 1 },
    properties: {
      messageId,
      tenant: event?.tenant,
      eventId: event?.id,
      attempt: attributes.ApproximateReceiveCount,
      status: status?.toString(),
      error,
    },
  });
}
