import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { AccountRequest } from "../../../contract/account-request.ts";
import { ERROR_LINE, ERRORS, MASKED_MESSAGE, UNREACHED_MESSAGE } from "../../../contract/errors.ts";
import type { SendRequest } from "../../../contract/send-request.ts";
import { report as reportChange } from "../../../functions/account/report.ts";
import { report } from "../../../functions/send/report.ts";
import { alarmsIn, metricsOf } from "./cloudwatch/alarms.ts";
import type { Metric } from "./cloudwatch/points.ts";
import { readStream, USED_UP } from "./cloudwatch/stream-runs.ts";
import { runWithFault } from "./cloudwatch/webhook-runs.ts";
import { nameOf, ROOT, SETTINGS, templateOf, theOne } from "./synth.ts";
import { ofType, resolved } from "./template.ts";

const synthesised = await templateOf("prod");
const { template } = synthesised;

const alarms = alarmsIn(template);

/** Reads the metrics of the dashboard, which names each as a list: namespace, name, dimensions in pairs, options. */
function onDashboard(): Metric[] {
  const { DashboardBody } = resolved<{ DashboardBody: string }>(
    theOne(synthesised, "MonitoringDashboard").Properties,
    template,
  );
  const { widgets } = JSON.parse(DashboardBody) as { widgets: { properties: { metrics: unknown[][] } }[] };
  const lines = widgets.flatMap(({ properties }) => properties.metrics).filter(([first]) => typeof first === "string");
  return lines.map((line) => {
    const [Namespace = "", MetricName = "", ...rest] = line.filter((part) => typeof part === "string");
    const Dimensions = rest.flatMap((Name, index) => (index % 2 === 0 ? [{ Name, Value: rest[index + 1] ?? "" }] : []));
    return { Namespace, MetricName, Dimensions };
  });
}

/** Metrics that are counted in the API's log, with the sentence that each counts. */
const LOGGED: Record<string, { filter: string; sentence: string }> = {
  "appsync-otp-prod-internalErrors": { filter: "MonitoringInternalErrorsLogged", sentence: MASKED_MESSAGE },
  "appsync-otp-prod-sendUnreached": { filter: "MonitoringSendUnreachedLogged", sentence: UNREACHED_MESSAGE },
  ...Object.fromEntries(
    Object.keys(ERRORS)
      .filter((type) => type !== "InternalError")
      .map((type) => [
        `appsync-otp-prod-refused-${type}`,
        { filter: `Monitoring${type}Logged`, sentence: `${ERROR_LINE} ${type} ` },
      ]),
  ),
};

test.each(Object.entries(LOGGED))(
  "S44 %s counts the sentence of its error in the API's log",
  (name, { filter, sentence }) => {
    expect(resolved(theOne(synthesised, filter).Properties, template)).toEqual({
      LogGroupName: ofType(template, "AWS::Logs::LogGroup").find(([id]) => nameOf(id) === "ApiLogs")?.[0],
      FilterPattern: `"${sentence}"`,
      MetricTransformations: [{ MetricNamespace: "appsync-otp", MetricName: name, MetricValue: "1" }],
    });
  },
);

afterEach(() => vi.restoreAllMocks());

/** Runs a function, and gives the metrics that it writes, as `namespace name`. */
async function writtenBy(run: () => unknown): Promise<string[]> {
  const lines: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  await run();
  vi.restoreAllMocks();
  return lines.flatMap((line) => {
    const [{ Namespace, Metrics, Dimensions }] = JSON.parse(line)._aws.CloudWatchMetrics;
    expect(Dimensions).toContainEqual(["function"]);
    return Metrics.map(({ Name }: { Name: string }) => `${Namespace} ${Name}`);
  });
}
const emitted = async (): Promise<Record<string, string[]>> => ({
  DeliverySend: await writtenBy(() => report({ channel: "SMS", purpose: "login" } as SendRequest, { outcome: "SENT" })),
  ResetsFollowUp: await writtenBy(() =>
    report({ channel: "EMAIL", purpose: "password-reset" }, { outcome: "NOT_ALLOWED" }),
  ),
  // A notice that fails, as there is neither pool nor table.
  StreamRead: await writtenBy(() => readStream(USED_UP)),
  AccountsChange: await writtenBy(() => reportChange({ change: "contact", channel: "SMS" } as AccountRequest, null)),
  WebhooksDeliver: await writtenBy(runWithFault),
});

const SMS_RECEIPTS = ["NumberOfNotificationsDelivered", "NumberOfNotificationsFailed"];

/** Metrics of AWS as documented, with their dimensions. */
const AWS_METRICS: Record<string, { names: string[]; by: string[] }> = {
  "AWS/AppSync": { names: ["4XXError", "5XXError", "Latency"], by: ["GraphQLAPIId"] },
  "AWS/Lambda": {
    names: ["Errors", "Invocations", "Throttles", "IteratorAge", "AsyncEventsDropped"],
    by: ["FunctionName"],
  },
  "AWS/DynamoDB": { names: ["ReadThrottleEvents", "WriteThrottleEvents"], by: ["TableName"] },
  "AWS/SQS": { names: ["ApproximateNumberOfMessagesVisible"], by: ["QueueName"] },
  "AWS/SNS": { names: ["SMSMonthToDateSpentUSD", ...SMS_RECEIPTS], by: [] },
  "AWS/SES": { names: ["Reputation.BounceRate", "Reputation.ComplaintRate"], by: [] },
};

/** Further dimensions of some metrics. */
const MORE_DIMENSIONS: Record<string, string[]> = {
  ReadThrottleEvents: ["GlobalSecondaryIndexName"],
  WriteThrottleEvents: ["GlobalSecondaryIndexName"],
  ...Object.fromEntries(SMS_RECEIPTS.map((name) => [name, ["PhoneNumber"]])),
};

test("alarms and the dashboard use only metrics that AWS or the functions publish: another one would never have data", async () => {
  const ours = await emitted();
  const watched = [...[...alarms.values()].flatMap(metricsOf), ...onDashboard()];
  expect(watched.length).toBeGreaterThan(20);
  for (const metric of watched) {
    const { Namespace, MetricName, Dimensions = [] } = metric;
    const by = Dimensions.map(({ Name }) => Name);
    const known = AWS_METRICS[Namespace];
    if (known) {
      expect(known.names, Namespace).toContain(MetricName);
      const more = MORE_DIMENSIONS[MetricName] ?? [];
      expect([known.by, [...known.by, ...more].sort()], MetricName).toContainEqual(by);
    } else if (MetricName in LOGGED) {
      expect({ Namespace, by }).toEqual({ Namespace: "appsync-otp", by: [] });
    } else {
      expect(by, MetricName).toEqual(["function"]);
      expect(ours[nameOf(Dimensions[0]?.Value ?? "")], MetricName).toContain(`${Namespace} ${MetricName}`);
    }
  }
});

test("each dimension of a metric names a resource of this stack, of the right type", () => {
  const kinds: Record<string, string> = {
    function: "AWS::Lambda::Function",
    FunctionName: "AWS::Lambda::Function",
    TableName: "AWS::DynamoDB::Table",
    GraphQLAPIId: "AWS::AppSync::GraphQLApi",
    QueueName: "AWS::SQS::Queue",
  };
  const named = [...[...alarms.values()].flatMap(metricsOf), ...onDashboard()].flatMap(
    ({ Dimensions = [] }) => Dimensions,
  );
  for (const { Name, Value } of named) {
    expect(template.Resources[Value.replace(/\.(ApiId|QueueName)$/, "")]?.Type, `${Name} ${Value}`).toBe(kinds[Name]);
  }
});

const EXPECTED = {
  Messages: 1_000,
  Undelivered: 20,
  Outage: 0,
  SmsLost: 0,
  WrongGuesses: 100,
  LongCodes: 2,
  Cancels: 0,
  Availability: 1.44,
  Throttles: 0,
  Latency: 2_000,
  ServerErrors: 0,
  InternalErrors: 0,
  SendUnreached: 0,
  SendErrors: 0,
  Resets: 100,
  ResetErrors: 0,
  ResetsDropped: 0,
  AccountErrors: 0,
  AuthorizerErrors: 0,
  StreamErrors: 0,
  StreamBehind: 600_000,
  RecordsLost: 0,
  EventsLost: 0,
  NoticesFailed: 4,
  WebhooksDead: 0,
  WebhooksBehind: 0,
  WebhookErrors: 0,
  StreamUnread: 0,
  ApiKeyEnding: 0,
  SmsSpend: 0.8 * SETTINGS.stages.prod.smsMonthlyUsd,
  Bounces: 0.04,
  Complaints: 0.0008,
};

test("S21 each alarm goes off above its threshold, the one of SMS spending at four fifths of the monthly limit", () => {
  expect(Object.fromEntries([...alarms].map(([name, { Threshold }]) => [name, Threshold]))).toEqual(EXPECTED);
  const operators = new Set([...alarms.values()].map(({ ComparisonOperator }) => ComparisonOperator));
  expect([...operators]).toEqual(["GreaterThanThreshold"]);
});

test("S21 the alarm of SMS spending reads what SNS has spent this month", () => {
  expect(alarms.get("SmsSpend")).toMatchObject({
    Namespace: "AWS/SNS",
    MetricName: "SMSMonthToDateSpentUSD",
    Statistic: "Maximum",
  });
  expect(alarms.get("Latency")?.ExtendedStatistic).toBe("p99");
});

test("S21 each alarm notifies the topic when it goes off and when it is over, and missing data does not set it off", () => {
  const [topic] = ofType(template, "AWS::SNS::Topic").map(([id]) => id);
  for (const [name, { AlarmActions, OKActions, ActionsEnabled, TreatMissingData }] of alarms) {
    expect({ AlarmActions, OKActions, ActionsEnabled, TreatMissingData }, name).toEqual({
      AlarmActions: [topic],
      OKActions: [topic],
      ActionsEnabled: undefined,
      // AWS publishes these metrics only now and then; their alarms keep their state in between.
      TreatMissingData: /Spend|Bounces|Complaints/.test(name) ? "ignore" : "notBreaching",
    });
  }
  const subscribed = ofType(template, "AWS::SNS::Subscription").map(([, { Properties }]) =>
    resolved(Properties, template),
  );
  expect(subscribed).toEqual([{ Protocol: "email", Endpoint: "ops@example.com", TopicArn: topic }]);
});

test("each alarm says what happened, and links to the section of the runbook about it", () => {
  const headings = [...readFileSync(join(ROOT, "docs/runbook.md"), "utf8").matchAll(/^## (.+)$/gm)];
  const anchors = headings.map(
    ([, heading]) => `docs/runbook.md#${heading?.trim().toLowerCase().replaceAll(" ", "-")}`,
  );
  for (const [name, { AlarmDescription }] of alarms) {
    const [, sentence = "", link] = /^([A-Z].+\.) See (\S+)$/.exec(AlarmDescription) ?? [];
    expect(sentence.split(" ").length, name).toBeGreaterThan(5);
    expect(anchors, name).toContain(link);
  }
  const names = [...alarms].map(([name, { AlarmName }]) => [name, AlarmName]);
  expect(names).toEqual([...alarms.keys()].map((name) => [name, `appsync-otp-prod-${name}`]));
});

test("F19 the dashboard shows health, availability and performance", () => {
  const shown = onDashboard().map(({ MetricName }) => MetricName);
  const promised = [
    "requested",
    "delivered",
    "verified",
    "wrongGuesses",
    "longCodeSlots",
    "Latency",
    "5XXError",
    "Throttles",
  ];
  expect(promised.filter((name) => !shown.includes(name))).toEqual([]);
  expect(shown).toContain("SMSMonthToDateSpentUSD");
});
