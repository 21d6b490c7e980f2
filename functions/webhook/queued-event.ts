import type { AuditEvent } from "../../contract/events.ts";

/** A message of the queue as Lambda hands it to the function. */
export interface QueuedEvent {
  messageId: string;
  receiptHandle: string;
  /** The event as EventBridge sends it, in JSON. */
  body: string;
  attributes: {
    /** How often it was received, this time included. */
    ApproximateReceiveCount: string;
  };
}

/** @throws SyntaxError or TypeError for a message that is no event */
export function eventIn({ body }: QueuedEvent): AuditEvent {
  const { detail } = JSON.parse(body);
  if (typeof detail?.id !== "string" || typeof detail.tenant !== "string") throw new TypeError("no event");
  return detail;
}
