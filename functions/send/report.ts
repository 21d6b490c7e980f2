import type { MessageOrder } from "../../order.ts";

interface Event {
  outcome: "SENT" | "FAILED" | "INVALID" | "NOT_ALLOWED" | "ERROR";
  /** ISO 3166; left out when the destination is in none. */
  country?: string;
  /** Name of the error or reason. */
  error?: string;
}

const METRICS = ["asked", "delivered", "failed"].map((Name) => ({ Name, Unit: "Count" }));

/**
 * Writes one line of an order: a log entry that CloudWatch also counts (its embedded metric format), by channel and country.
 * It says what was sent for what purpose, and never the code, the destination or the text.
 */
export function report({ channel, purpose }: MessageOrder, { outcome, country = "none", error }: Event): void {
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        { Namespace: "appsync-otp", Dimensions: [["function", "channel", "country"]], Metrics: METRICS },
      ],
    },
    function: process.env.AWS_LAMBDA_FUNCTION_NAME,
    channel,
    country,
    purpose,
    outcome,
    error,
    asked: 1,
    delivered: outcome === "SENT" ? 1 : 0,
    failed: outcome === "FAILED" || outcome === "ERROR" ? 1 : 0,
  };
  // Not by console.log: Lambda may wrap that, and then CloudWatch finds no metric.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
