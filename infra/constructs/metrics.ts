import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { MASKED_MESSAGE, UNREACHED_MESSAGE } from "../../contract/errors.ts";
import { NAMESPACE, type SendMetric, type SlotMetric } from "../../contract/metrics.ts";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import type { Deployment } from "../stage.ts";
import type { Api } from "./api.ts";
import type { Data } from "./data.ts";
import type { Delivery } from "./delivery.ts";
import type { Meter } from "./meter.ts";

const SHORT = Duration.minutes(5);
/** Period of metrics that AWS publishes only now and then. */
const LONG = Duration.hours(1);

export interface Monitored {
  data: Data;
  api: Api;
  delivery: Delivery;
  meter: Meter;
}

export type Metrics = ReturnType<typeof metricsOf>;

/** @returns every metric that an alarm or the dashboard uses, by name */
export function metricsOf(scope: Construct, { prefix }: Deployment, { data, api, delivery, meter }: Monitored) {
  const { send } = delivery;
  const { counting } = meter;
  const account = (namespace: string, metricName: string, dimensionsMap?: Record<string, string>) =>
    new Metric({ namespace, metricName, dimensionsMap, statistic: "Maximum", period: LONG });
  const appsync = (metricName: string, statistic: string) =>
    sumOf("AWS/AppSync", metricName, { GraphQLAPIId: api.api.attrApiId }).with({ statistic });
  const sent = (name: SendMetric, period = SHORT) => sumOf(NAMESPACE, name, { function: send.functionName }, period);
  const logged = (name: string, id: string, sentence: string) =>
    countInLog(scope, id, api, { metricName: `${prefix}-${name}`, sentence });
  const counted = (name: SlotMetric) => sumOf(NAMESPACE, name, { function: counting.functionName });
  return {
    requested: sent("requested"),
    delivered: sent("delivered"),
    failed: sent("failed"),
    undelivered: expression("undelivered, percent", "IF(requested > 9, 100 * failed / requested, 0)", SHORT, {
      requested: sent("requested"),
      failed: sent("failed"),
    }),
    outage: expression("hours without a delivery", "IF(requested > 2 AND delivered < 1, 1, 0)", LONG, {
      requested: sent("requested", LONG),
      delivered: sent("delivered", LONG),
    }),
    verified: counted("verified"),
    wrongGuesses: counted("wrongGuesses"),
    cancelled: counted("cancelled"),
    longCodeSlots: counted("longCodeSlots"),
    throttles: throttlesOf(data, delivery),
    p50: appsync("Latency", "p50"),
    p95: appsync("Latency", "p95"),
    p99: appsync("Latency", "p99"),
    serverErrors: appsync("5XXError", "Sum"),
    clientErrors: appsync("4XXError", "Sum"),
    internalErrors: logged("internalErrors", "InternalErrorsLogged", MASKED_MESSAGE),
    sendUnreached: logged("sendUnreached", "SendUnreachedLogged", UNREACHED_MESSAGE),
    sendErrors: send.metricErrors({ period: SHORT }),
    meterErrors: counting.metricErrors({ period: SHORT }),
    meterAge: sumOf("AWS/Lambda", "IteratorAge", { FunctionName: counting.functionName }).with({
      statistic: "Maximum",
    }),
    smsSpent: account("AWS/SNS", "SMSMonthToDateSpentUSD"),
    smsLost: account("AWS/SNS", "NumberOfNotificationsFailed", { PhoneNumber: "PhoneNumberDirect" }).with({
      statistic: "Sum",
    }),
    bounces: account("AWS/SES", "Reputation.BounceRate"),
    complaints: account("AWS/SES", "Reputation.ComplaintRate"),
  } satisfies Record<string, IMetric>;
}

const sumOf = (namespace: string, metricName: string, dimensionsMap: Record<string, string>, period = SHORT) =>
  new Metric({ namespace, metricName, dimensionsMap, statistic: "Sum", period });

const expression = (label: string, text: string, period: Duration, usingMetrics: Record<string, IMetric>) =>
  new MathExpression({ label, expression: text, period, usingMetrics });

/** Refused calls of the send function, and refused reads and writes of the Tokens table and its index. */
function throttlesOf({ tokens }: Data, { send }: Delivery): MathExpression {
  const table = (metricName: string, more: Record<string, string> = {}) =>
    sumOf("AWS/DynamoDB", metricName, { TableName: tokens.tableName, ...more });
  const index = { GlobalSecondaryIndexName: TOKENS_TABLE.activeIndex.name };
  return expression("throttles", "SUM([send, reads, writes, listed, indexed])", SHORT, {
    send: send.metricThrottles({ period: SHORT }),
    reads: table("ReadThrottleEvents"),
    writes: table("WriteThrottleEvents"),
    listed: table("ReadThrottleEvents", index),
    indexed: table("WriteThrottleEvents", index),
  });
}

/** Counts the lines of the API's log that have this sentence. A log has no dimension to tell stages apart, so the name does. */
function countInLog(
  scope: Construct,
  id: string,
  { logGroup }: Api,
  { metricName, sentence }: { metricName: string; sentence: string },
): Metric {
  const filter = new MetricFilter(scope, id, {
    logGroup,
    filterPattern: FilterPattern.literal(`"${sentence}"`),
    metricNamespace: NAMESPACE,
    metricName,
    metricValue: "1",
  });
  return filter.metric({ statistic: "Sum", period: SHORT });
}
