import {
  type AccountMetric,
  NAMESPACE,
  type SendMetric,
  type StreamMetric,
  type TestMetric,
  type WebhookMetric,
} from "../contract/metrics.ts";

interface Metrics {
  /** Sets of properties by which CloudWatch keeps the values apart, beside the set of the function's name alone. */
  by: string[][];
  counts: Partial<Record<SendMetric | TestMetric | StreamMetric | WebhookMetric | AccountMetric, number>>;
  /** Further properties of the log entry. */
  properties?: Record<string, string | undefined>;
}

/**
 * Writes one line: a log entry whose counts CloudWatch also keeps as metrics (its embedded metric format), by the function's
 * name and by the sets of properties named.
 */
export function emitMetrics({ by, counts, properties }: Metrics): void {
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [["function"], ...by.map((names) => ["function", ...names])],
          Metrics: Object.keys(counts).map((Name) => ({ Name, Unit: "Count" })),
        },
      ],
    },
    function: process.env.AWS_LAMBDA_FUNCTION_NAME,
    ...properties,
    ...counts,
  };
  // Not by console.log: Lambda may wrap that, and then CloudWatch finds no metric.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
