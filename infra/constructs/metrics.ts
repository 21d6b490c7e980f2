import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { MASKED_MESSAGE, UNREACHED_MESSAGE } from "../../contract/errors.ts";
import {
  type AccountMetric,
  NAMESPACE,
  type SendMetric,
  type StreamMetric,
  type TestMetric,
  type WebhookMetric,
} from "../../contract/metrics.ts";
import { STREAM_BATCH } from "../../contract/stream.ts";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import type { Deployment } from "../stage.ts";
import type { Accounts } from "./accounts.ts";
import type { Api } from "./api.ts";
import type { Authorizer } from "./authorizer.ts";
import type { Data } from "./data.ts";
import type { Delivery } from "./delivery.ts";
import { countInLog } from "./log-metrics.ts";
import type { Resets } from "./resets.ts";
import type { Stream } from "./stream.ts";
import type { Webhooks } from "./webhooks.ts";

const SHORT = Duration.minutes(5);
/** Period of metrics that AWS publishes only now and then. */
const LONG = Duration.hours(1);
/** Period for what has to be noticed where somebody calls only now and then. */
const RARE = Duration.hours(3);

/** The seconds before its end in which the API key has to be renewed. */
const SOON = 30 * 24 * 60 * 60;

export interface Monitored {
  data: Data;
  api: Api;
  delivery: Delivery;
  resets: Resets;
  accounts: Accounts;
  stream: Stream;
  authorizer: Authorizer;
  webhooks: Webhooks;
}

export type Metrics = ReturnType<typeof metricsOf>;

/** The share of all requests that may fail in 30 days (docs/runbook.md says what counts). */
const ALLOWED_FAILURES = 0.001;
/** The share of an hour's requests whose failure uses up a fiftieth of what 30 days allow: 720 hours / 50 is 14.4 times the allowed share. */
export const FAST_BURN_PERCENT = 100 * 14.4 * ALLOWED_FAILURES;
export const OBJECTIVE_PERCENT = 100 * (1 - ALLOWED_FAILURES);

/**
 * In expressions a missing value counts as 0 beside one that is there. Compared with a number it gives nothing, and nothing is no alarm:
 * so only metrics that are there whenever it matters are compared with numbers.
 *
 * @returns every metric that an alarm or the dashboard uses, by name
 */
export function metricsOf(scope: Construct, { prefix, alarms }: Deployment, monitored: Monitored) {
  const { data, api, delivery, resets, accounts, stream, authorizer, webhooks } = monitored;
  const { send } = delivery;
  const account = (namespace: string, metricName: string, dimensionsMap?: Record<string, string>) =>
    new Metric({ namespace, metricName, dimensionsMap, statistic: "Maximum", period: LONG });
  const appsync = (metricName: string, statistic: string, period = SHORT) =>
    sumOf("AWS/AppSync", metricName, { GraphQLAPIId: api.api.attrApiId }, period).with({ statistic });
  const sms = (metricName: string) =>
    account("AWS/SNS", metricName, { PhoneNumber: "PhoneNumberDirect" }).with({ statistic: "Sum" });
  const sent = (name: SendMetric | TestMetric, period = SHORT) =>
    sumOf(NAMESPACE, name, { function: send.functionName }, period);
  const logged = (name: string, id: string, sentence: string) =>
    countInLog(scope, id, api, { metricName: `${prefix}-${name}`, sentence });
  const counted = (name: StreamMetric, period = SHORT) =>
    sumOf(NAMESPACE, name, { function: stream.read.functionName }, period);
  const changed = (name: AccountMetric) => sumOf(NAMESPACE, name, { function: accounts.change.functionName });
  const reset = (name: SendMetric) => sumOf(NAMESPACE, name, { function: resets.followUp.functionName });
  const posted = (name: WebhookMetric) => sumOf(NAMESPACE, name, { function: webhooks.deliver.functionName });
  const waiting = (queue: Queue, statistic: string) =>
    queue.metricApproximateNumberOfMessagesVisible({ statistic, period: SHORT });
  const internalErrors = logged("internalErrors", "InternalErrorsLogged", MASKED_MESSAGE);
  const sendUnreached = logged("sendUnreached", "SendUnreachedLogged", UNREACHED_MESSAGE);
  const failures = (period: Duration) => ({
    requests: appsync("Latency", "SampleCount", period),
    server: appsync("5XXError", "Sum", period),
    masked: internalErrors.with({ period }),
    unreached: sendUnreached.with({ period }),
    send: send.metricErrors({ period }),
  });
  return {
    requested: sent("requested"),
    delivered: sent("delivered"),
    failed: sent("failed"),
    testCodes: sent("testCodes"),
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
    mostlyCancelled: expression("hours of cancelling", "IF(cancelled > 19 AND cancelled > verified, 1, 0)", LONG, {
      cancelled: counted("cancelled", LONG),
      verified: counted("verified", LONG),
    }),
    longCodeSlots: counted("longCodeSlots"),
    throttles: throttlesOf(monitored),
    p50: appsync("Latency", "p50"),
    p95: appsync("Latency", "p95"),
    p99: appsync("Latency", "p99"),
    // EPOCH has a value in each period, also where nobody calls.
    apiKeyEnding: expression(
      "API key that ends soon",
      `IF(EPOCH(requests) > ${api.key.expiresAt} - ${SOON}, 1, 0)`,
      LONG,
      {
        requests: appsync("Latency", "SampleCount", LONG),
      },
    ),
    serverErrors: appsync("5XXError", "Sum"),
    clientErrors: appsync("4XXError", "Sum"),
    internalErrors,
    sendUnreached,
    availability: expression(
      "availability, percent",
      "100 - 100 * (server + masked + unreached + send) / requests",
      SHORT,
      failures(SHORT),
    ),
    failedRequests: expression(
      "failed requests, percent",
      "IF(requests > 99, 100 * (server + masked + unreached + send) / requests, 0)",
      LONG,
      failures(LONG),
    ),
    sendErrors: send.metricErrors({ period: SHORT }),
    resetsRequested: reset("requested"),
    resetsSent: reset("delivered"),
    resetErrors: expression("resets without a message", "errors + failed", SHORT, {
      errors: resets.followUp.metricErrors({ period: SHORT }),
      failed: reset("failed"),
    }),
    resetsDropped: expression("resets that were refused or dropped", "dropped + reads + writes", SHORT, {
      dropped: sumOf("AWS/Lambda", "AsyncEventsDropped", { FunctionName: resets.followUp.functionName }),
      reads: sumOf("AWS/DynamoDB", "ReadThrottleEvents", { TableName: data.resets.tableName }),
      writes: sumOf("AWS/DynamoDB", "WriteThrottleEvents", { TableName: data.resets.tableName }),
    }),
    accountErrors: accounts.change.metricErrors({ period: SHORT }),
    accountsChanged: changed("accountsChanged"),
    accountChangesRefused: changed("accountChangesRefused"),
    authorizerErrors: authorizer.judge.metricErrors({ period: SHORT }),
    streamErrors: stream.read.metricErrors({ period: SHORT }),
    streamAge: sumOf("AWS/Lambda", "IteratorAge", { FunctionName: stream.read.functionName }).with({
      statistic: "Maximum",
    }),
    recordsLost: waiting(stream.failures, "Maximum"),
    eventsLost: counted("eventsLost"),
    noticesFailed: counted("noticesFailed", LONG),
    streamUnread: streamUnreadOf(stream.read, sent("requested", RARE)),
    webhooksDelivered: posted("webhooksDelivered"),
    webhooksFailed: posted("webhooksFailed"),
    webhooksRefused: posted("webhooksRefused"),
    webhooksDead: waiting(webhooks.deadLetters, "Maximum"),
    // While the queue is read, its last event is taken in each period.
    webhooksWaiting: waiting(webhooks.queue, "Minimum"),
    webhookErrors: expression("failed runs and faults of webhooks", "errors + faults", SHORT, {
      errors: webhooks.deliver.metricErrors({ period: SHORT }),
      faults: posted("webhookFaults"),
    }),
    smsSpent: account("AWS/SNS", "SMSMonthToDateSpentUSD"),
    smsFailed: sms("NumberOfNotificationsFailed"),
    smsDelivered: sms("NumberOfNotificationsDelivered"),
    smsLost: expression(
      "hours of lost SMS",
      `IF(failed > ${alarms.messages / 10} OR (failed > 9 AND 4 * failed > delivered), 1, 0)`,
      LONG,
      { failed: sms("NumberOfNotificationsFailed"), delivered: sms("NumberOfNotificationsDelivered") },
    ),
    bounces: account("AWS/SES", "Reputation.BounceRate"),
    complaints: account("AWS/SES", "Reputation.ComplaintRate"),
  } satisfies Record<string, IMetric>;
}

const sumOf = (namespace: string, metricName: string, dimensionsMap: Record<string, string>, period = SHORT) =>
  new Metric({ namespace, metricName, dimensionsMap, statistic: "Sum", period });

const expression = (label: string, text: string, period: Duration, usingMetrics: Record<string, IMetric>) =>
  new MathExpression({ label, expression: text, period, usingMetrics });

/**
 * 1 for periods in which fewer batches of the stream were read than their size allows: each request makes at least two records. The
 * age of the last batch says nothing of a stream that nobody reads. What is requested at a period's end is read in the next one, so
 * that only two such periods in a row are a fault.
 */
const streamUnreadOf = (streamFunction: LambdaFunction, requested: Metric) =>
  expression("spans of an unread stream", `IF(${STREAM_BATCH} * read < requested, 1, 0)`, RARE, {
    read: streamFunction.metricInvocations({ period: RARE }),
    requested,
  });

/** Refused calls of the functions that callers wait for, and refused reads and writes of the Tokens table and its index. */
function throttlesOf({ data: { tokens }, delivery: { send }, accounts, authorizer }: Monitored): MathExpression {
  const table = (metricName: string, more: Record<string, string> = {}) =>
    sumOf("AWS/DynamoDB", metricName, { TableName: tokens.tableName, ...more });
  const index = { GlobalSecondaryIndexName: TOKENS_TABLE.activeIndex.name };
  return expression("throttles", "send + change + judge + reads + writes + listed + indexed", SHORT, {
    send: send.metricThrottles({ period: SHORT }),
    change: accounts.change.metricThrottles({ period: SHORT }),
    judge: authorizer.judge.metricThrottles({ period: SHORT }),
    reads: table("ReadThrottleEvents"),
    writes: table("WriteThrottleEvents"),
    listed: table("ReadThrottleEvents", index),
    indexed: table("WriteThrottleEvents", index),
  });
}
