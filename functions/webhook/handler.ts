import type { AuditEvent } from "../../contract/events.ts";
import type { WebhookMetric } from "../../contract/metrics.ts";
import { emitMetrics } from "../metrics.ts";
import { type Answer, post } from "./post.ts";
import { postpone } from "./postpone.ts";
import { eventIn, type QueuedEvent } from "./queued-event.ts";
import { receiverOf } from "./receiver.ts";
import { makeSet } from "./set.ts";

/** The milliseconds before Lambda's own time limit that are reserved for putting events off. */
const RESERVE = 8_000;

/** What came of an attempt. `NONE`: there is nobody to whom the event goes. */
type Outcome = WebhookMetric | "NONE";
/** What is tried again. */
const OPEN: Outcome[] = ["webhooksFailed", "webhookFaults"];

/**
 * Posts events to the webhooks of API clients, all at once, so that a slow receiver holds up no other. What the log says of it holds
 * neither addresses nor anything that a receiver wrote.
 *
 * @returns the events that are not done with, as Lambda takes them: those are tried again
 */
export async function handler(
  { Records }: { Records: QueuedEvent[] },
  context: { getRemainingTimeInMillis(): number },
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE));
  const outcomes = await Promise.all(Records.map((record) => deliver(record, signal)));
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  emitMetrics({
    by: [],
    counts: {
      webhooksDelivered: count("webhooksDelivered"),
      webhooksFailed: count("webhooksFailed"),
      webhooksRefused: count("webhooksRefused"),
      webhookFaults: count("webhookFaults"),
    },
  });
  const open = Records.filter((_, index) => OPEN.includes(outcomes[index] as Outcome));
  return { batchItemFailures: open.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function deliver(record: QueuedEvent, signal: AbortSignal): Promise<Outcome> {
  // Whatever an attempt waits for, it must not hold the others of the run.
  const attempted = await Promise.race([attempt(record, signal), endOf(signal)]).catch(({ name }: Error) => ({
    outcome: "webhookFaults" as const,
    error: name,
  }));
  const { outcome } = attempted;
  if (outcome !== "webhooksDelivered" && outcome !== "NONE") report(record, attempted);
  if (OPEN.includes(outcome)) await postpone(record);
  return outcome;
}

const endOf = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

/** An attempt, with what the log says of it. */
type Attempt = { outcome: Outcome; event?: AuditEvent } & Partial<Answer>;

async function attempt(record: QueuedEvent, signal: AbortSignal): Promise<Attempt> {
  const event = eventIn(record);
  const receiver = await receiverOf(event.tenant, signal);
  if (receiver === null) return { outcome: "NONE" };
  const answer = await post(receiver, await makeSet(event, signal), signal);
  return { outcome: outcomeOf(answer), event, ...answer };
}

function outcomeOf({ status, error }: Answer): Outcome {
  if (status === undefined) return "webhooksFailed";
  if (status >= 200 && status < 300) return "webhooksDelivered";
  return status === 410 || error ? "webhooksRefused" : "webhooksFailed";
}

function report({ messageId, attributes }: QueuedEvent, { outcome, event, status, error }: Attempt): void {
  const attempt = Number(attributes.ApproximateReceiveCount);
  console.log(
    JSON.stringify({ webhook: outcome, tenant: event?.tenant, id: event?.id, messageId, attempt, status, error }),
  );
}
