import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { MASKED_MESSAGE } from "../../contract/errors.ts";
import { NAMESPACE, type SendMetric, type SlotMetric } from "../../contract/metrics.ts";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import type { Deployment } from "../stage.ts";
import type { Api } from "./api.ts";
import type { Data } from "./data.ts";
import type { Delivery } from "./delivery.ts";
import type { Meter } from "./meter.ts";

const SHORT = Duration.minutes(5);
/** For what AWS tells of now and then. */
const LONG = Duration.hours(1);

export interface Watched {
  data: Data;
  api: Api;
  delivery: Delivery;
  meter: Meter;
}

/** Everything that is shown or watched, by name. */
export function measuresOf(scope: Construct, { prefix }: Deployment, { data, api, delivery, meter }: Watched) {
  const { functionName } = delivery.send;
  const counted = (name: SendMetric | SlotMetric, by: string, period = SHORT) =>
    new Metric({ namespace: NAMESPACE, metricName: name, dimensionsMap: { function: by }, statistic: "Sum", period });
  const sent = (name: SendMetric, period = SHORT) => counted(name, functionName, period);
  const slots = (name: SlotMetric) => counted(name, meter.counting.functionName);
  const appsync = (metricName: string, statistic: string) =>
    new Metric({
      namespace: "AWS/AppSync",
      metricName,
      dimensionsMap: { GraphQLAPIId: api.api.attrApiId },
      statistic,
      period: SHORT,
    });
  const table = (metricName: string, more: Record<string, string> = {}) =>
    new Metric({
      namespace: "AWS/DynamoDB",
      metricName,
      dimensionsMap: { TableName: data.tokens.tableName, ...more },
      statistic: "Sum",
      period: SHORT,
    });
  const index = { GlobalSecondaryIndexName: TOKENS_TABLE.activeIndex.name };
  const account = (namespace: string, metricName: string, dimensionsMap?: Record<string, string>) =>
    new Metric({ namespace, metricName, dimensionsMap, statistic: "Maximum", period: LONG });
  const internal = new MetricFilter(scope, "InternalErrorsLogged", {
    logGroup: api.logGroup,
    filterPattern: FilterPattern.literal(`"${MASKED_MESSAGE}"`),
    metricNamespace: NAMESPACE,
    metricName: `${prefix}-internalErrors`,
    metricValue: "1",
  });

  return {
    asked: sent("asked"),
    delivered: sent("delivered"),
    failed: sent("failed"),
    undelivered: expression("undelivered, percent", "IF(asked > 9, 100 * failed / asked, 0)", SHORT, {
      asked: sent("asked"),
      failed: sent("failed"),
    }),
    outage: expression("asked in an hour, and nothing delivered", "IF(asked > 2 AND delivered < 1, 1, 0)", LONG, {
      asked: sent("asked", LONG),
      delivered: sent("delivered", LONG),
    }),
    verified: slots("verified"),
    wrongGuesses: slots("wrongGuesses"),
    cancelled: slots("cancelled"),
    longCodeSlots: slots("longCodeSlots"),
    throttles: expression("throttles", "SUM([send, reads, writes, listed, indexed])", SHORT, {
      send: delivery.send.metricThrottles({ period: SHORT }),
      reads: table("ReadThrottleEvents"),
      writes: table("WriteThrottleEvents"),
      listed: table("ReadThrottleEvents", index),
      indexed: table("WriteThrottleEvents", index),
    }),
    p50: appsync("Latency", "p50"),
    p95: appsync("Latency", "p95"),
    p99: appsync("Latency", "p99"),
    serverErrors: appsync("5XXError", "Sum"),
    clientErrors: appsync("4XXError", "Sum"),
    internalErrors: internal.metric({ statistic: "Sum", period: SHORT }),
    sendErrors: delivery.send.metricErrors({ period: SHORT }),
    meterErrors: meter.counting.metricErrors({ period: SHORT }),
    meterAge: new Metric({
      namespace: "AWS/Lambda",
      metricName: "IteratorAge",
      dimensionsMap: { FunctionName: meter.counting.functionName },
      statistic: "Maximum",
      period: SHORT,
    }),
    smsSpent: account("AWS/SNS", "SMSMonthToDateSpentUSD"),
    smsLost: account("AWS/SNS", "NumberOfNotificationsFailed", { PhoneNumber: "PhoneNumberDirect" }).with({
      statistic: "Sum",
    }),
    bounces: account("AWS/SES", "Reputation.BounceRate"),
    complaints: account("AWS/SES", "Reputation.ComplaintRate"),
  } satisfies Record<string, IMetric>;
}

const expression = (label: string, text: string, period: Duration, usingMetrics: Record<string, IMetric>) =>
  new MathExpression({ label, expression: text, period, usingMetrics });
