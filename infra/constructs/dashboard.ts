import { Aws } from "aws-cdk-lib";
import { Dashboard, GraphWidget, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Deployment } from "../stage.ts";
import type { Metrics } from "./metrics.ts";

const graph = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 8 });

/** Adds the dashboard. Its name has the region in it, because dashboards belong to the whole account. */
export function addDashboard(scope: Construct, { prefix }: Deployment, of: Metrics): void {
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
        graph("Errors", of.serverErrors, of.internalErrors, of.clientErrors, of.sendErrors, of.sendUnreached),
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
