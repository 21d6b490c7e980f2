import { fileURLToPath } from "node:url";
import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { FilterCriteria, FilterRule, type Function as LambdaFunction, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { bake } from "../../functions/meter/settings.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Data } from "./data.ts";
import { addFunction, functionRole } from "./function.ts";

const HANDLER = fileURLToPath(new URL("../../functions/meter/handler.ts", import.meta.url));

/** Counts what happens to slots, out of the table's stream: no call of the API waits for it or fails with it. */
export class Meter extends Construct {
  readonly counting: LambdaFunction;

  constructor(scope: Construct, deployment: Deployment, data: Data) {
    super(scope, "Meter");
    const streamArn = data.tokens.tableStreamArn as string;
    const role = functionRole(this, "Role");
    role.addToPolicy(
      new PolicyStatement({
        actions: ["DescribeStream", "GetRecords", "GetShardIterator"].map((action) => `dynamodb:${action}`),
        resources: [streamArn],
      }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ["dynamodb:ListStreams"], resources: ["*"] }));
    acknowledge(
      role,
      "IAM5[Resource::*]",
      "Lambda maps a stream only for a role that may ListStreams, an action without resources: it tells names of streams, and no record",
    );
    data.allowKey(role, ["Decrypt"]);
    this.counting = addFunction(this, "Count", deployment, {
      description: "counts guesses and spent budgets",
      code: bundleFunction(HANDLER, { define: bake(deployment.settings) }).code,
      role,
      environment: {},
      timeoutSeconds: 30,
    });
    const mapping = this.counting.addEventSourceMapping("Stream", {
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.LATEST,
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(20),
      retryAttempts: 3,
      bisectBatchOnError: true,
      // Slots alone, not counters of messages or data.
      filters: [
        FilterCriteria.filter({ dynamodb: { NewImage: { [TOKENS_TABLE.slotAttribute]: { N: FilterRule.exists() } } } }),
      ],
    });
    mapping.node.addDependency(role);
  }
}
