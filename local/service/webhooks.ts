import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LambdaFunction } from "appsync-local";
import { createLambda, type Lambda } from "appsync-local/lambda";
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
import type { BusEvent } from "../events/index.ts";
import type { ReceivedMessage } from "../queue/index.ts";
import type { Closing } from "./closing.ts";
import { writeSecret } from "./files.ts";
import { PROOF_KEY_VERSION } from "./public-files.ts";
import type { StandIns } from "./stand-ins.ts";
import { type LocalState, PROOF_KEY, REGION } from "./state.ts";
import { CLIENTS_TABLE_NAME } from "./table.ts";

/** How events come from the bus to the webhook function. The stack wires the same in `infra/constructs/webhooks.ts`. */
export interface WebhookWiring {
  /** Whether the rule of the bus sends an event to the queue. */
  takes(event: BusEvent): boolean;
  holdSeconds: number;
  maxReceives: number;
  batchSize: number;
  /** Gives the function that runs, where it is another one than that of this machine. */
  describe(local: LambdaFunction): LambdaFunction;
}

export const WEBHOOK_WIRING: WebhookWiring = {
  takes: ({ source, detail }) => source === EVENT_SOURCE && `${detail.tenant}`.startsWith(WEBHOOK_TENANTS),
  holdSeconds: WEBHOOK_HOLD,
  maxReceives: MAX_ATTEMPTS,
  batchSize: WEBHOOK_BATCH,
  describe: (local) => local,
};

interface WebhookParts {
  folder: string;
  state: LocalState;
  wiring: WebhookWiring;
  dynamodbUrl: string;
  pollMilliseconds: number;
  onLog: (line: string) => void;
  closing: Closing;
}

/** The reading of the queue, as Lambda does it. */
export interface Webhooks {
  /** Pushes the events whose time has come, and waits for what comes of it. */
  deliver(): Promise<void>;
}

/** Starts to read the queue. The function is bundled when there is something to push. */
export function openWebhooks(standIns: StandIns, parts: WebhookParts): Webhooks {
  const { queue } = standIns;
  const { wiring, pollMilliseconds, onLog, closing } = parts;
  const running = new Set<Promise<void>>();
  let lambda: Lambda | undefined;

  async function run(batch: ReceivedMessage[]): Promise<void> {
    lambda ??= startFunction(standIns, parts);
    const answer = await lambda.invoke({ Records: batch.map(recordOf) });
    if (!("payload" in answer)) return onLog(`webhook: ${answer.errorType}: ${answer.errorMessage}`);
    const { batchItemFailures } = answer.payload as { batchItemFailures: { itemIdentifier: string }[] };
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { id } of batch) if (!failed.has(id)) queue.remove(id);
  }

  async function deliver(): Promise<void> {
    for (let batch = queue.receive(wiring.batchSize); batch.length > 0; batch = queue.receive(wiring.batchSize)) {
      const each = run(batch)
        .catch(({ message }: Error) => onLog(`webhook: ${message}`))
        .finally(() => running.delete(each));
      running.add(each);
    }
    await Promise.all(running);
  }

  const timer = Number.isFinite(pollMilliseconds) ? setInterval(deliver, pollMilliseconds).unref() : undefined;
  closing.add(async () => {
    clearInterval(timer);
    await lambda?.close();
    await Promise.all(running);
  });
  return { deliver };
}

/** A message as Lambda hands it to a function. */
const recordOf = ({ id, receipt, body, receives, sentAt }: ReceivedMessage) => ({
  messageId: id,
  receiptHandle: receipt,
  body,
  attributes: { ApproximateReceiveCount: `${receives}`, SentTimestamp: `${sentAt}` },
  eventSource: "aws:sqs",
  awsRegion: REGION,
});

/** It has a role, and so credentials, of its own. */
function startFunction(
  { kms, publicFiles, queue }: StandIns,
  { folder, state, wiring, dynamodbUrl, onLog }: WebhookParts,
): Lambda {
  const entry = fileURLToPath(new URL("../../functions/webhook/handler.ts", import.meta.url));
  const codePath = join(folder, "webhook.cjs");
  writeSecret(codePath, bundleFunction(entry).code);
  const environment = {
    ...({
      CLIENTS_TABLE: CLIENTS_TABLE_NAME,
      PROOF_KEY,
      PROOF_KEY_VERSION,
      PROOF_ISSUER: publicFiles.url,
      WEBHOOK_QUEUE_URL: queue.queueUrl,
      WEBHOOK_LOOPBACK: "true",
    } satisfies WebhookEnvironment),
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: state.webhook.accessKeyId,
    AWS_SECRET_ACCESS_KEY: state.webhook.secretAccessKey,
    AWS_ENDPOINT_URL_KMS: kms.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_ENDPOINT_URL_SQS: queue.url,
  };
  return createLambda(
    wiring.describe({ codePath, timeoutSeconds: WEBHOOK_TIMEOUT, memoryMegabytes: 128, environment }),
    { name: "webhook", onLog },
  );
}
