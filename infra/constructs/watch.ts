import { Aws } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { Deployment } from "../stage.ts";
import type { Data } from "./data.ts";
import { measuresOf, type Watched } from "./measures.ts";

interface When {
  above: number;
  /** Periods of the metric, one after the other. */
  periods?: number;
  /** A metric that AWS tells now and then keeps its state between; of any other silence is well. */
  sparse?: boolean;
}

/** Alarms to one topic, and a dashboard; `docs/runbook.md` says of each alarm what it means and what to do. */
export class Watch extends Construct {
  readonly topic: Topic;
  private readonly prefix: string;

  constructor(scope: Construct, deployment: Deployment, watched: Watched) {
    super(scope, "Watch");
    const { prefix, alarms, smsMonthlyUsd } = deployment;
    this.prefix = prefix;
    this.topic = new Topic(this, "Alarms", { displayName: prefix, masterKey: watched.data.key, enforceSSL: true });
    this.letAlarmsPublish(watched.data);
    if (alarms.email) this.topic.addSubscription(new EmailSubscription(alarms.email));
    const of = measuresOf(this, deployment, watched);

    this.alarm("Messages", of.asked, { above: alarms.messages });
    this.alarm("Undelivered", of.undelivered, { above: 20 });
    this.alarm("Outage", of.outage, { above: 0 });
    this.alarm("SmsLost", of.smsLost, { above: alarms.messages / 10 });
    this.alarm("WrongGuesses", of.wrongGuesses, { above: alarms.wrongGuesses });
    this.alarm("LongCodes", of.longCodeSlots, { above: alarms.longCodes });
    this.alarm("Throttles", of.throttles, { above: 0 });
    this.alarm("Latency", of.p99, { above: alarms.p99Milliseconds, periods: 3 });
    this.alarm("ServerErrors", of.serverErrors, { above: 0 });
    this.alarm("InternalErrors", of.internalErrors, { above: 0 });
    this.alarm("SendErrors", of.sendErrors, { above: 0 });
    this.alarm("MeterErrors", of.meterErrors, { above: 0 });
    this.alarm("MeterBehind", of.meterAge, { above: 10 * 60 * 1_000 });
    this.alarm("SmsSpend", of.smsSpent, { above: smsMonthlyUsd * 0.8, sparse: true });
    this.alarm("Bounces", of.bounces, { above: 0.04, sparse: true });
    this.alarm("Complaints", of.complaints, { above: 0.0008, sparse: true });

    const graph = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 8 });
    new Dashboard(this, "Dashboard", {
      // Dashboards are the account's, in whatever region.
      dashboardName: `${prefix}-${Aws.REGION}`,
      widgets: [
        [
          graph("Messages", of.asked, of.delivered, of.failed),
          graph("Checks", of.verified, of.wrongGuesses, of.cancelled),
          graph("Slots on long codes", of.longCodeSlots),
        ],
        [
          graph("Latency, ms", of.p50, of.p95, of.p99),
          graph("Errors", of.serverErrors, of.internalErrors, of.clientErrors, of.sendErrors),
          graph("Throttles", of.throttles),
        ],
        [
          graph("SMS spend this month, USD", of.smsSpent),
          graph("SMS that did not arrive", of.smsLost),
          graph("E-mail bounces and complaints, share", of.bounces, of.complaints),
        ],
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

  private alarm(id: string, metric: IMetric, { above, periods = 1, sparse = false }: When): void {
    const alarm = new Alarm(this, id, {
      alarmName: `${this.prefix}-${id}`,
      alarmDescription: `docs/runbook.md#${id.toLowerCase()}`,
      metric,
      threshold: above,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: sparse ? TreatMissingData.IGNORE : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}
