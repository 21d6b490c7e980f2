import { ChangeMessageVisibilityCommand, SQSClient } from "@aws-sdk/client-sqs";
import { RETRY_SECONDS } from "../../contract/webhooks.ts";
import { variable } from "../environment.ts";
import { clientConfig } from "../sdk.ts";
import type { QueuedEvent } from "./queued-event.ts";

let client: SQSClient | undefined;

/** Puts the next attempt off, longer each time; after the last one SQS makes a dead letter of the event. Never rejects. */
export async function postpone({ receiptHandle, attributes }: QueuedEvent): Promise<void> {
  client ??= new SQSClient(clientConfig());
  const command = new ChangeMessageVisibilityCommand({
    QueueUrl: variable("WEBHOOK_QUEUE_URL"),
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: RETRY_SECONDS[Number(attributes.ApproximateReceiveCount) - 1] ?? 0,
  });
  // The queue lets the event go by itself after a while.
  await client.send(command).catch(({ name }: Error) => console.error(`an event was not put off: ${name}`));
}
