import type { SendRequest } from "../../contract/send-request.ts";
import { emitMetrics } from "../metrics.ts";

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
export function report({ channel, purpose }: SendRequest, { outcome, country = "none", error }: Event): void {
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
