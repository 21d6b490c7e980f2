import { fileURLToPath } from "node:url";
import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { FilterCriteria, FilterRule, type Function as LambdaFunction, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { SqsDlq } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { METER_SETTINGS } from "../../functions/meter/settings.ts";
import { bake } from "../../settings/bake.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Data } from "./data.ts";
import { addFailureDestination } from "./failure-destination.ts";
import { addFunction, functionRole } from "./function.ts";

/** The most records of the stream that one run of the function reads. */
export const BATCH_SIZE = 100;

const HANDLER = fileURLToPath(new URL("../../functions/meter/handler.ts", import.meta.url));

/** Counts guesses and spent budgets from the stream of the Tokens table. No call of the API waits for it or fails with it. */
export class Meter extends Construct {
  readonly counting: LambdaFunction;
  /** Gets a message for each batch that could not be counted. */
  readonly failures: Queue;

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
      code: bundleFunction(HANDLER, { define: bake(deployment.settings, METER_SETTINGS) }).code,
      role,
      environment: {},
      timeoutSeconds: 30,
    });
    this.failures = addFailureDestination(this, role);
    const mapping = this.counting.addEventSourceMapping("Stream", {
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.LATEST,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: Duration.seconds(20),
      retryAttempts: 3,
      bisectBatchOnError: true,
      // The stream drops a record after a day without a word; one that waited so long is reported instead.
      maxRecordAge: Duration.hours(23),
      onFailure: new SqsDlq(this.failures),
      // Slots have this attribute; counters of messages and data items do not.
      filters: [
        FilterCriteria.filter({ dynamodb: { NewImage: { [TOKENS_TABLE.slotAttribute]: { S: FilterRule.exists() } } } }),
      ],
    });
    mapping.node.addDependency(role);
  }
}
