import { Duration } from "aws-cdk-lib";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";

/**
 * Adds the queue to which Lambda reports the batches of a stream that it gave up. A message says where in the stream the batch was and
 * why it failed, and contains no record, so that a key of AWS's own is enough.
 *
 * @param role the role of the function that reads the stream
 */
export function addFailureDestination(scope: Construct, role: Role): Queue {
  const queue = new Queue(scope, "Failures", {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queue.queueArn] }));
  acknowledge(queue, "SQS3", "This queue is itself where failures end: nothing takes messages from it but a person");
  return queue;
}
