import { Aws } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { Deployment } from "../stage.ts";
import { type AlarmDefinition, alarmsOf } from "./alarms.ts";
import { addDashboard } from "./dashboard.ts";
import type { Data } from "./data.ts";
import { refusalsOf } from "./log-metrics.ts";
import { type Monitored, metricsOf } from "./metrics.ts";

/** Alarms that all go to one topic, and a dashboard. */
export class Monitoring extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, deployment: Deployment, monitored: Monitored) {
    super(scope, "Monitoring");
    const { prefix, alarms } = deployment;
    this.topic = new Topic(this, "Alarms", { displayName: prefix, masterKey: monitored.data.key, enforceSSL: true });
    this.allowAlarms(monitored.data);
    if (alarms.email) this.topic.addSubscription(new EmailSubscription(alarms.email));
    const metrics = metricsOf(this, deployment, monitored);
    for (const [name, definition] of Object.entries(alarmsOf(metrics, deployment))) {
      this.addAlarm(prefix, name, definition);
    }
    addDashboard(this, deployment, metrics, refusalsOf(this, deployment, monitored.api));
  }

  /** CloudWatch has to be named by the topic's policy, which `enforceSSL` makes, and by the policy of the topic's key. */
  private allowAlarms({ key }: Data): void {
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

  private addAlarm(prefix: string, name: string, definition: AlarmDefinition): void {
    const { metric, above, periods = 1, sparse = false, description } = definition;
    const alarm = new Alarm(this, name, {
      alarmName: `${prefix}-${name}`,
      alarmDescription: `${description} See docs/runbook.md#${name.toLowerCase()}`,
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
