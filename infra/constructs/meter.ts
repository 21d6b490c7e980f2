import { fileURLToPath } from "node:url";
import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { FilterCriteria, FilterRule, type Function as LambdaFunction, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { STREAM_SETTINGS } from "../../functions/stream/settings.ts";
import { bake } from "../../settings/bake.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Data } from "./data.ts";
import { addFunction, functionRole } from "./function.ts";

const HANDLER = fileURLToPath(new URL("../../functions/stream/handler.ts", import.meta.url));

/** Counts guesses and spent budgets from the stream of the Tokens table. No call of the API waits for it or fails with it. */
export class Meter extends Construct {
  readonly counting: LambdaFunction;

  constructor(scope: Construct, deployment: Deployment, data: Data) {
    super(scope, "Meter");
    const streamArn = data.tokens.tableStreamArn as string;
    const role = functionRole(this, "Role", "The function that counts guesses reads the stream of the Tokens table");
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
      "Lambda maps a stream only if the role may ListStreams, which has no resources to name: it shows names of streams, and no records",
    );
    data.allowKey(role, ["Decrypt"]);
    this.counting = addFunction(this, "Count", deployment, {
      description: "counts guesses and spent budgets from the stream of the Tokens table",
      code: bundleFunction(HANDLER, { define: bake(deployment.settings, STREAM_SETTINGS) }).code,
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
      // Slots have this attribute; counters of messages and data items do not.
      filters: [
        FilterCriteria.filter({ dynamodb: { NewImage: { [TOKENS_TABLE.slotAttribute]: { N: FilterRule.exists() } } } }),
      ],
    });
    mapping.node.addDependency(role);
  }
}
