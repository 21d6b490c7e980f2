import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { SendRequest } from "../../../contract/send-request.ts";
import { handler } from "../../../functions/meter/handler.ts";
import { report } from "../../../functions/send/report.ts";
import { nameOf, ROOT, SETTINGS, templateOf, theOne } from "./synth.ts";
import { ofType, resolved } from "./template.ts";

const synthesised = await templateOf("prod");
const { template } = synthesised;

interface Metric {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: string }[];
}
interface AlarmProperties extends Partial<Metric> {
  AlarmName: string;
  AlarmDescription: string;
  AlarmActions: string[];
  OKActions: string[];
  ActionsEnabled?: boolean;
  ComparisonOperator: string;
  Threshold: number;
  Period?: number;
  Statistic?: string;
  ExtendedStatistic?: string;
  Metrics?: { Id: string; Expression?: string; MetricStat?: { Metric: Metric } }[];
  TreatMissingData: string;
}

const alarms = new Map(
  ofType(template, "AWS::CloudWatch::Alarm").map(([id, { Properties }]) => [
    nameOf(id),
    resolved<AlarmProperties>(Properties, template),
  ]),
);

const metricsOf = ({ Metrics = [], Namespace, MetricName, Dimensions }: AlarmProperties): Metric[] =>
  Namespace && MetricName
    ? [{ Namespace, MetricName, Dimensions }]
    : Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []));

/** Widgets of a dashboard name metrics as lists: namespace, name, dimensions by turns, options. */
function onDashboard(): Metric[] {
  const { DashboardBody } = resolved<{ DashboardBody: string }>(
    theOne(synthesised, "WatchDashboard").Properties,
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

interface LogMetric {
  FilterPattern: string;
  MetricTransformations: object[];
}

const logMetric = () => theOne(synthesised, "WatchInternalErrorsLogged").Properties as LogMetric;

test("what the log of the API is searched for is what a masked error says, and nobody else", () => {
  const words = readFileSync(join(ROOT, "contract/errors.ts"), "utf8");
  expect(words.split(logMetric().FilterPattern)).toHaveLength(2);
});

afterEach(() => vi.restoreAllMocks());

/** What the functions write: namespace, metric and the dimensions that each is kept by. */
async function emitted(): Promise<Record<string, string[]>> {
  const lines: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  vi.stubGlobal("__BUDGET_GUESSES__", 20);
  report({ channel: "SMS", purpose: "login" } as SendRequest, { outcome: "SENT" });
  await handler({ Records: [] });
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  const names = lines.map((line) => {
    const [{ Namespace, Metrics, Dimensions }] = JSON.parse(line)._aws.CloudWatchMetrics;
    expect(Dimensions).toContainEqual(["function"]);
    return Metrics.map(({ Name }: { Name: string }) => `${Namespace} ${Name}`);
  });
  return { DeliverySend: names[0], MeterCount: names[1] };
}

/** As AWS documents them, with the dimensions that they are kept by. */
const AWS_METRICS: Record<string, { names: string[]; by: string[] }> = {
  "AWS/AppSync": { names: ["4XXError", "5XXError", "Latency"], by: ["GraphQLAPIId"] },
  "AWS/Lambda": { names: ["Errors", "Throttles", "IteratorAge"], by: ["FunctionName"] },
  "AWS/DynamoDB": { names: ["ReadThrottleEvents", "WriteThrottleEvents"], by: ["TableName"] },
  "AWS/SNS": { names: ["SMSMonthToDateSpentUSD", "NumberOfNotificationsFailed"], by: [] },
  "AWS/SES": { names: ["Reputation.BounceRate", "Reputation.ComplaintRate"], by: [] },
};

/** Dimensions that some metrics are also, or only, kept by. */
const MORE_DIMENSIONS: Record<string, string[]> = {
  ReadThrottleEvents: ["GlobalSecondaryIndexName"],
  WriteThrottleEvents: ["GlobalSecondaryIndexName"],
  NumberOfNotificationsFailed: ["PhoneNumber"],
};

test("what is watched and shown is what AWS or the functions count: an alarm on another metric never goes off", async () => {
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
    } else if (MetricName === "appsync-otp-prod-internalErrors") {
      expect(logMetric().MetricTransformations).toMatchObject([{ MetricNamespace: Namespace, MetricName }]);
    } else {
      expect(by, MetricName).toEqual(["function"]);
      expect(ours[nameOf(Dimensions[0]?.Value ?? "")], MetricName).toContain(`${Namespace} ${MetricName}`);
    }
  }
});

test("what a dimension names is a resource of this stack, of the right kind", () => {
  const kinds: Record<string, string> = {
    function: "AWS::Lambda::Function",
    FunctionName: "AWS::Lambda::Function",
    TableName: "AWS::DynamoDB::Table",
    GraphQLAPIId: "AWS::AppSync::GraphQLApi",
  };
  const named = [...[...alarms.values()].flatMap(metricsOf), ...onDashboard()].flatMap(
    ({ Dimensions = [] }) => Dimensions,
  );
  for (const { Name, Value } of named) {
    expect(template.Resources[Value.replace(".ApiId", "")]?.Type, `${Name} ${Value}`).toBe(kinds[Name]);
  }
});

const EXPECTED = {
  WatchMessages: 1_000,
  WatchUndelivered: 20,
  WatchOutage: 0,
  WatchSmsLost: 100,
  WatchWrongGuesses: 100,
  WatchLongCodes: 2,
  WatchThrottles: 0,
  WatchLatency: 2_000,
  WatchServerErrors: 0,
  WatchInternalErrors: 0,
  WatchSendErrors: 0,
  WatchMeterErrors: 0,
  WatchMeterBehind: 600_000,
  WatchSmsSpend: 0.8 * SETTINGS.stages.prod.smsMonthlyUsd,
  WatchBounces: 0.04,
  WatchComplaints: 0.0008,
};

test("S21 each alarm goes off above its threshold: that of spending at four fifths of the month's limit", () => {
  expect(Object.fromEntries([...alarms].map(([name, { Threshold }]) => [name, Threshold]))).toEqual(EXPECTED);
  const operators = new Set([...alarms.values()].map(({ ComparisonOperator }) => ComparisonOperator));
  expect([...operators]).toEqual(["GreaterThanThreshold"]);
});

test("S21 spending is what SNS counts of the month so far", () => {
  expect(alarms.get("WatchSmsSpend")).toMatchObject({
    Namespace: "AWS/SNS",
    MetricName: "SMSMonthToDateSpentUSD",
    Statistic: "Maximum",
  });
  expect(alarms.get("WatchLatency")?.ExtendedStatistic).toBe("p99");
});

test("S21 each alarm tells the topic, when it goes off and when it is over, and silence is no alarm", () => {
  const [topic] = ofType(template, "AWS::SNS::Topic").map(([id]) => id);
  for (const [name, { AlarmActions, OKActions, ActionsEnabled, TreatMissingData }] of alarms) {
    expect({ AlarmActions, OKActions, ActionsEnabled, TreatMissingData }, name).toEqual({
      AlarmActions: [topic],
      OKActions: [topic],
      ActionsEnabled: undefined,
      // What AWS tells now and then keeps its state between.
      TreatMissingData: /Spend|Bounces|Complaints/.test(name) ? "ignore" : "notBreaching",
    });
  }
  const subscribed = ofType(template, "AWS::SNS::Subscription").map(([, { Properties }]) =>
    resolved(Properties, template),
  );
  expect(subscribed).toEqual([{ Protocol: "email", Endpoint: "ops@example.com", TopicArn: topic }]);
});

test("each alarm says where the runbook tells what it means and what to do", () => {
  const headings = [...readFileSync(join(ROOT, "docs/runbook.md"), "utf8").matchAll(/^## (.+)$/gm)];
  const anchors = headings.map(
    ([, heading]) => `docs/runbook.md#${heading?.trim().toLowerCase().replaceAll(" ", "-")}`,
  );
  const lost = [...alarms.values()]
    .map(({ AlarmDescription }) => AlarmDescription)
    .filter((at) => !anchors.includes(at));
  expect(lost).toEqual([]);
  const names = [...alarms].map(([name, { AlarmName }]) => [name, AlarmName]);
  expect(names).toEqual([...alarms.keys()].map((name) => [name, name.replace("Watch", "appsync-otp-prod-")]));
});

test("an expression is over metrics that the alarm has", () => {
  const expressions = [...alarms].flatMap(([name, { Metrics = [] }]) =>
    Metrics.flatMap(({ Expression }) => (Expression ? [[name, Expression, Metrics.map(({ Id }) => Id)] as const] : [])),
  );
  expect(expressions.map(([name]) => name)).toEqual(["WatchUndelivered", "WatchOutage", "WatchThrottles"]);
  for (const [name, expression, ids] of expressions) {
    const used = (expression.match(/[a-z]\w*/gi) ?? []).filter((word) => !/^(IF|SUM|AND)$/.test(word));
    expect(
      used.filter((id) => !ids.includes(id)),
      name,
    ).toEqual([]);
  }
});

test("F19 the dashboard shows what operators ask for first: health, availability, performance", () => {
  const shown = onDashboard().map(({ MetricName }) => MetricName);
  const asked = ["asked", "delivered", "verified", "wrongGuesses", "longCodeSlots", "Latency", "5XXError", "Throttles"];
  expect(asked.filter((name) => !shown.includes(name))).toEqual([]);
  expect(shown).toContain("SMSMonthToDateSpentUSD");
});
