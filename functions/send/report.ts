import type { SendOutcome, SendRequest } from "../../contract/send-request.ts";
import { emitMetrics } from "../metrics.ts";
import type { Delivery } from "./deliver.ts";

/** What a message is counted by. */
type Counted = Pick<SendRequest, "channel" | "purpose">;

interface Event {
  outcome: "SENT" | "FAILED" | "INVALID" | "NOT_ALLOWED" | "ERROR";
  /** ISO 3166; left out when the destination has no country. */
  country?: string;
  /** The name of the error or reason. */
  error?: string;
}

/**
 * Counts a send request by channel and country. The line says what was sent for which purpose, and never the code, the destination
 * or the text.
 */
export function report({ channel, purpose }: Counted, { outcome, country = "none", error }: Event): void {
  emitMetrics({
    by: [["channel", "country"]],
    properties: { channel, country, purpose, outcome, error },
    counts: {
      requested: 1,
      delivered: outcome === "SENT" ? 1 : 0,
      failed: outcome === "FAILED" || outcome === "ERROR" ? 1 : 0,
    },
  });
}

/** Counts a code of the test mode, apart from messages: none is sent for it at a stage. */
export function reportTest({ channel, purpose }: Counted): void {
  emitMetrics({ by: [], properties: { channel, purpose, outcome: "TEST" }, counts: { testCodes: 1 } });
}

/** Counts what became of a message that was handed over, and gives the function's answer. @param country ISO 3166 */
export function outcomeOf(counted: Counted, mac: string, delivery: Delivery, country = "none"): SendOutcome {
  if ("error" in delivery) {
    report(counted, { outcome: "FAILED", country, error: delivery.error });
    return { status: "FAILED", mac, retryable: delivery.retryable };
  }
  report(counted, { outcome: "SENT", country });
  return { status: "SENT", mac, providerId: delivery.providerId };
}
