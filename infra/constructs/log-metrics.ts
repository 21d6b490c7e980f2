import { Duration } from "aws-cdk-lib";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { ERROR_LINE, ERRORS, type ErrorType } from "../../contract/errors.ts";
import { NAMESPACE } from "../../contract/metrics.ts";
import type { Deployment } from "../stage.ts";
import type { Api } from "./api.ts";

/** Metrics of what stands in the API's log, where no metric of AWS's own tells it. */

/** Gives the metrics of the calls that ended in an error, one for each type that is not a fault of the service. */
export const refusalsOf = (scope: Construct, { prefix }: Deployment, api: Api): Metric[] =>
  (Object.keys(ERRORS) as ErrorType[])
    .filter((type) => type !== "InternalError")
    .map((type) =>
      countInLog(scope, `${type}Logged`, api, {
        metricName: `${prefix}-refused-${type}`,
        sentence: `${ERROR_LINE} ${type} `,
      }).with({ label: type }),
    );

/** Counts the lines of the API's log that have this sentence. A log has no dimension to tell stages apart, so the name does. */
export function countInLog(
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
  return filter.metric({ statistic: "Sum", period: Duration.minutes(5) });
}
