import { Aws } from "aws-cdk-lib";
import { Dashboard, GraphWidget, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Deployment } from "../stage.ts";
import { type Metrics, OBJECTIVE_PERCENT } from "./metrics.ts";

/** Percents below this are not drawn: the difference between 99.9 and 99.8 has to be seen. */
const LEAST_PERCENT = 99;

const graph = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 8 });

/** Adds the dashboard. Its name has the region in it, because dashboards belong to the whole account. */
export function addDashboard(scope: Construct, { prefix }: Deployment, of: Metrics, refusals: IMetric[]): void {
  new Dashboard(scope, "Dashboard", {
    dashboardName: `${prefix}-${Aws.REGION}`,
    widgets: [
      [
        graph("Messages", of.requested, of.delivered, of.failed),
        graph("Checks", of.verified, of.wrongGuesses, of.cancelled),
        graph("Slots on long codes", of.longCodeSlots),
      ],
      [
        graph("Latency, ms", of.p50, of.p95, of.p99),
        graph("Errors", of.serverErrors, of.internalErrors, of.clientErrors),
        graph("Throttles", of.throttles),
        graph("Password resets", of.resetsRequested, of.resetsSent, of.resetErrors, of.resetsDropped),
        graph("Refused calls", ...refusals),
      ],
      [
        new GraphWidget({
          title: "Availability, percent",
          left: [of.availability],
          leftAnnotations: [{ value: OBJECTIVE_PERCENT, label: "objective" }],
          leftYAxis: { min: LEAST_PERCENT, max: 100 },
          width: 8,
        }),
        graph("Age of the stream's last batch, ms", of.streamAge),
        graph("Notices that failed, events and records lost", of.noticesFailed, of.eventsLost, of.recordsLost),
        graph("Calls of functions that failed", of.sendUnreached, of.sendErrors, of.accountErrors, of.authorizerErrors),
      ],
      [
        graph("SMS spend this month, USD", of.smsSpent),
        graph("SMS by receipt", of.smsDelivered, of.smsFailed),
        graph(
          "Webhooks",
          of.webhooksDelivered,
          of.webhooksFailed,
          of.webhooksRefused,
          of.webhooksWaiting,
          of.webhooksDead,
        ),
        graph("Changes of accounts", of.accountsChanged, of.accountChangesRefused),
        graph("E-mail bounces and complaints, share", of.bounces, of.complaints),
      ],
    ],
  });
}
