import { fileURLToPath } from "node:url";
import { Duration } from "aws-cdk-lib";
import { EventField, Match, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { WebhookEnvironment } from "../../contract/environment.ts";
import { EVENT_SOURCE } from "../../contract/events.ts";
import {
  MAX_ATTEMPTS,
  WEBHOOK_BATCH,
  WEBHOOK_HOLD,
  WEBHOOK_TENANTS,
  WEBHOOK_TIMEOUT,
} from "../../contract/webhooks.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import type { Deployment } from "../stage.ts";
import type { Data } from "./data.ts";
import { addDeadLetters, QUEUE_PROPS } from "./dead-letters.ts";
import type { Events } from "./events.ts";
import { addFunction, functionRole } from "./function.ts";
import type { Keys } from "./keys.ts";
import type { PublicFiles } from "./public-files.ts";

const HANDLER = fileURLToPath(new URL("../../functions/webhook/handler.ts", import.meta.url));

/**
 * The runs at once, each of which posts ten events. They are half of the executions that a new account has, and enough for SQS to notice
 * a client whose events take longer than those of others: it looks at those that have 30 or more in flight.
 */
const MAX_CONCURRENCY = 5;

interface WebhookParts {
  data: Data;
  keys: Keys;
  publicFiles: PublicFiles;
  events: Events;
}

/**
 * Posts the events of API clients to their webhooks: a rule of the bus, a queue, and the function that delivers. The queue is fair: where
 * one client's events pile up, those of the others come first.
 */
export class Webhooks extends Construct {
  readonly rule: Rule;
  readonly queue: Queue;
  /** Gets the events that could not be delivered. */
  readonly deadLetters: Queue;
  readonly deliver: LambdaFunction;

  constructor(scope: Construct, deployment: Deployment, parts: WebhookParts) {
    super(scope, "Webhooks");
    this.deadLetters = addDeadLetters(this, "DeadLetters");
    this.queue = new Queue(this, "Queue", {
      ...QUEUE_PROPS,
      visibilityTimeout: Duration.seconds(WEBHOOK_HOLD),
      // Longer than all attempts take: what still waits then was never tried, because nobody reads the queue.
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_ATTEMPTS },
    });
    this.rule = this.addRule(deployment, parts.events);
    this.deliver = this.addDelivery(deployment, parts);
  }

  private addRule({ prefix }: Deployment, { bus }: Events): Rule {
    return new Rule(this, "Rule", {
      description: `${prefix}: events of API clients, for their webhooks`,
      eventBus: bus,
      eventPattern: { source: [EVENT_SOURCE], detail: { tenant: Match.prefix(WEBHOOK_TENANTS) } },
      targets: [
        new SqsQueue(this.queue, {
          messageGroupId: EventField.fromPath("$.detail.tenant"),
          deadLetterQueue: this.deadLetters,
        }),
      ],
    });
  }

  private addDelivery(deployment: Deployment, { data, keys, publicFiles }: WebhookParts): LambdaFunction {
    const { signing } = deployment.proofKeys;
    const role = functionRole(this, "Role", "The webhook function signs events, and posts them to API clients");
    allowReceivers(role, data);
    // All that are published, as for the API.
    for (const key of keys.proofs.values()) key.allow(role, ["Sign"]);
    role.addToPolicy(
      new PolicyStatement({
        actions: ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"].map(
          (action) => `sqs:${action}`,
        ),
        resources: [this.queue.queueArn],
      }),
    );
    const deliver = addFunction(this, "Deliver", deployment, {
      description: "posts events to the webhooks of API clients",
      code: bundleFunction(HANDLER).code,
      role,
      environment: {
        ...({
          CLIENTS_TABLE: data.clients.tableName,
          PROOF_KEY: keys.proofs.get(signing)?.arn as string,
          PROOF_KEY_VERSION: `${signing}`,
          PROOF_ISSUER: publicFiles.url,
          WEBHOOK_QUEUE_URL: this.queue.queueUrl,
          WEBHOOK_LOOPBACK: "false",
        } satisfies WebhookEnvironment),
        // Node looks names up in threads, of which it has four: a slow name server of one receiver must not hold up the others.
        UV_THREADPOOL_SIZE: `${2 * WEBHOOK_BATCH}`,
      },
      timeoutSeconds: WEBHOOK_TIMEOUT,
    });
    const mapping = deliver.addEventSourceMapping("Queue", {
      eventSourceArn: this.queue.queueArn,
      batchSize: WEBHOOK_BATCH,
      maxConcurrency: MAX_CONCURRENCY,
      reportBatchItemFailures: true,
    });
    mapping.node.addDependency(role);
    return deliver;
  }
}

/** Of a client the role reads whether it may act, and where its events go, and nothing else. */
function allowReceivers(role: Role, data: Data): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: ["dynamodb:GetItem"],
      resources: [data.clients.tableArn],
      conditions: {
        "ForAllValues:StringEquals": { "dynamodb:Attributes": ["pk", "sk", "status", "webhookUrl"] },
        // Without attributes there would be no value that is another one.
        Null: { "dynamodb:Attributes": "false" },
      },
    }),
  );
  data.allowKey(role);
}
