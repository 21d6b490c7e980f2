import { Duration } from "aws-cdk-lib";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";

/** What all queues have. SQS encrypts them under keys of its own: a message says which item changed, but holds no code and no whole address. */
export const QUEUE_PROPS = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

/** Adds a queue for what was given up, which keeps it as long as SQS does. */
export const addDeadLetters = (scope: Construct, id: string) =>
  new Queue(scope, id, { ...QUEUE_PROPS, retentionPeriod: Duration.days(14) });

/**
 * Adds the queue to which Lambda reports the batches of a stream that it gave up. A message says where in the stream the batch was and
 * why it failed, and contains no record.
 *
 * @param role the role of the function that reads the stream
 */
export function addFailureDestination(scope: Construct, role: Role): Queue {
  const queue = addDeadLetters(scope, "Failures");
  acknowledge(queue, "SQS3", "This queue is itself where failures end: nothing takes messages from it but a person");
  role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queue.queueArn] }));
  return queue;
}
