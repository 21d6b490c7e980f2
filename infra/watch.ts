import { Aws, Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { NAMESPACE } from "../functions/metrics.ts";
import type { Api } from "./api.ts";
import type { Data } from "./data.ts";
import type { Delivery } from "./delivery.ts";
import type { Meter } from "./meter.ts";
import type { Deployment } from "./stage.ts";

const period = Duration.minutes(5);

interface Watched {
  data: Data;
  api: Api;
  delivery: Delivery;
  meter: Meter;
}

/** Alarms to one topic, and a dashboard; `docs/runbook.md` says of each alarm what it means and what to do. */
export class Watch extends Construct {
  readonly topic: Topic;
  private readonly prefix: string;

  constructor(scope: Construct, deployment: Deployment, { data, api, delivery, meter }: Watched) {
    super(scope, "Watch");
    this.prefix = deployment.prefix;
    this.topic = new Topic(this, "Alarms", { displayName: deployment.prefix, masterKey: data.key, enforceSSL: true });
    this.letAlarmsPublish(data);
    const { alarms, smsMonthlyUsd } = deployment;
    if (alarms.email) this.topic.addSubscription(new EmailSubscription(alarms.email));

    const sends = this.counts(delivery.send.functionName);
    const slots = this.counts(meter.counting.functionName);
    const appsync = (metricName: string, statistic: string) =>
      new Metric({
        namespace: "AWS/AppSync",
        metricName,
        dimensionsMap: { GraphQLAPIId: api.api.attrApiId },
        statistic,
        period,
      });
    const failures = ["AWS/SES.Reputation.BounceRate", "AWS/SES.Reputation.ComplaintRate"].map((name) => {
      const [namespace, ...metric] = name.split(".");
      return new Metric({ namespace: namespace as string, metricName: metric.join("."), statistic: "Maximum", period });
    });
    const [bounces, complaints] = failures as [Metric, Metric];
    const spent = new Metric({
      namespace: "AWS/SNS",
      metricName: "SMSMonthToDateSpentUSD",
      statistic: "Maximum",
      period,
    });
    const throttles = new MathExpression({
      label: "throttles",
      expression: "FILL(send, 0) + FILL(reads, 0) + FILL(writes, 0)",
      period,
      usingMetrics: {
        send: delivery.send.metricThrottles({ period }),
        reads: this.ofTable(data, "ReadThrottleEvents"),
        writes: this.ofTable(data, "WriteThrottleEvents"),
      },
    });
    const undelivered = new MathExpression({
      label: "undelivered, percent",
      expression: "IF(asked > 9, 100 * failed / asked, 0)",
      period,
      usingMetrics: { asked: sends("asked"), failed: sends("failed") },
    });
    const p99 = appsync("Latency", "p99");
    const errors = appsync("5XXError", "Sum");
    const functionErrors = delivery.send.metricErrors({ period });

    this.alarm("Messages", sends("asked"), alarms.messages);
    this.alarm("Undelivered", undelivered, 20);
    this.alarm("WrongGuesses", slots("wrongGuesses"), alarms.wrongGuesses);
    this.alarm("LongCodes", slots("longCodeSlots"), 0);
    this.alarm("Throttles", throttles, 0);
    this.alarm("Latency", p99, alarms.p99Milliseconds, 3);
    this.alarm("ServerErrors", errors, 0);
    this.alarm("SendErrors", functionErrors, 0);
    this.alarm("MeterErrors", meter.counting.metricErrors({ period }), 0);
    this.alarm("SmsSpend", spent, smsMonthlyUsd * 0.8);
    this.alarm("Bounces", bounces, 0.04);
    this.alarm("Complaints", complaints, 0.0008);

    const graph = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 8 });
    new Dashboard(this, "Dashboard", {
      dashboardName: deployment.prefix,
      widgets: [
        [
          graph("Messages", sends("asked"), sends("delivered"), sends("failed")),
          graph("Checks", slots("verified"), slots("wrongGuesses"), slots("cancelled")),
          graph("Slots on long codes", slots("longCodeSlots")),
        ],
        [
          graph("Latency, ms", appsync("Latency", "p50"), appsync("Latency", "p95"), p99),
          graph("Errors", errors, appsync("4XXError", "Sum"), functionErrors),
          graph("Throttles", throttles),
        ],
        [graph("SMS spend this month, USD", spent), graph("E-mail bounces and complaints, share", bounces, complaints)],
      ],
    });
  }

  /** A topic with a policy takes messages from nobody whom the policy does not name, nor does its key. */
  private letAlarmsPublish({ key }: Data): void {
    const alarms = {
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
    };
    this.topic.addToResourcePolicy(
      new PolicyStatement({ ...alarms, actions: ["sns:Publish"], resources: [this.topic.topicArn] }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({ ...alarms, actions: ["kms:Decrypt", "kms:GenerateDataKey*"], resources: ["*"] }),
    );
  }

  /** What one function counted, by its own name alone. */
  private counts(functionName: string) {
    return (metricName: string) =>
      new Metric({
        namespace: NAMESPACE,
        metricName,
        dimensionsMap: { function: functionName },
        statistic: "Sum",
        period,
      });
  }

  private ofTable(data: Data, metricName: string): Metric {
    const dimensionsMap = { TableName: data.tokens.tableName };
    return new Metric({ namespace: "AWS/DynamoDB", metricName, dimensionsMap, statistic: "Sum", period });
  }

  /** Goes off when a metric is above the threshold in each of so many periods of five minutes. */
  private alarm(id: string, metric: IMetric, threshold: number, evaluationPeriods = 1): void {
    const alarm = new Alarm(this, id, {
      alarmName: `${this.prefix}-${id}`,
      alarmDescription: `docs/runbook.md#${id.toLowerCase()}`,
      metric,
      threshold,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}
