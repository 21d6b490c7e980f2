import { fileURLToPath } from "node:url";
import { Duration } from "aws-cdk-lib";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { FilterCriteria, type Function as LambdaFunction, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { SqsDlq } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { StreamEnvironment } from "../../contract/environment.ts";
import {
  CLIENTS_FILTERS,
  FACTORS_FILTERS,
  STREAM_BATCH,
  STREAM_RECORD_AGE,
  STREAM_TIMEOUT,
  tokensFilters,
} from "../../contract/stream.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { STREAM_SETTINGS } from "../../functions/stream/settings.ts";
import { bake } from "../../settings/bake.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Data } from "./data.ts";
import { addFailureDestination } from "./dead-letters.ts";
import type { Events } from "./events.ts";
import { addFunction, functionRole } from "./function.ts";
import { allowNotices } from "./notices.ts";
import type { Users } from "./users.ts";

const HANDLER = fileURLToPath(new URL("../../functions/stream/handler.ts", import.meta.url));

/**
 * The stream function reads the streams of the tables: it puts what happened on the bus, tells owners what they have to
 * know, and counts. No call of the API waits for it or fails with it.
 */
export class Stream extends Construct {
  readonly read: LambdaFunction;
  /** Gets a message for each batch that was given up. */
  readonly failures: Queue;

  constructor(scope: Construct, deployment: Deployment, data: Data, users: Users, events: Events) {
    super(scope, "Stream");
    const tokensStream = data.tokens.tableStreamArn as string;
    const factorsStream = data.factors.tableStreamArn as string;
    const clientsStream = data.clients.tableStreamArn as string;
    const role = functionRole(this, "Role", "The stream function makes audit events, tells owners and counts");
    role.addToPolicy(
      new PolicyStatement({
        actions: ["DescribeStream", "GetRecords", "GetShardIterator"].map((action) => `dynamodb:${action}`),
        resources: [tokensStream, factorsStream, clientsStream],
      }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ["dynamodb:ListStreams"], resources: ["*"] }));
    acknowledge(
      role,
      "IAM5[Resource::*]",
      "Lambda maps a stream only if the role may ListStreams, which has no resources to name: it shows names of streams, and no records",
    );
    allowNotices(role, deployment, data, users);
    events.allowPut(role);
    this.read = addFunction(this, "Read", deployment, {
      description: "reads the streams of the tables: makes audit events, tells owners, counts",
      code: bundleFunction(HANDLER, { define: bake(deployment.settings, STREAM_SETTINGS) }).code,
      role,
      environment: {
        TOKENS_TABLE: data.tokens.tableName,
        USER_POOL_ID: users.pool.userPoolId,
        EVENT_BUS: events.bus.eventBusName,
        CONFIGURATION_SET: deployment.prefix,
      } satisfies StreamEnvironment,
      timeoutSeconds: STREAM_TIMEOUT,
    });
    this.failures = addFailureDestination(this, role);
    this.map("Tokens", tokensStream, tokensFilters(deployment.settings.sends.subject.day), role);
    this.map("Factors", factorsStream, FACTORS_FILTERS, role);
    this.map("Clients", clientsStream, CLIENTS_FILTERS, role);
  }

  /** Has the function read a stream, as far as its records pass one of the filters. */
  private map(id: string, eventSourceArn: string, filters: object[], role: Role): void {
    const mapping = this.read.addEventSourceMapping(id, {
      eventSourceArn,
      // With LATEST, Lambda may miss what is written while a mapping is made or changed.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: STREAM_BATCH,
      maxBatchingWindow: Duration.seconds(20),
      // As often as it takes: an outage of EventBridge must not cost events. A record that cannot be read fails no batch.
      retryAttempts: -1,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      maxRecordAge: Duration.seconds(STREAM_RECORD_AGE),
      onFailure: new SqsDlq(this.failures),
      filters: filters.map(FilterCriteria.filter),
    });
    mapping.node.addDependency(role);
  }
}
