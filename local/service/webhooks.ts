import { createLambda, type Lambda } from "appsync-local/lambda";
import type { WebhookEnvironment } from "../../contract/environment.ts";
import { WEBHOOK_TIMEOUT } from "../../contract/webhooks.ts";
import type { ReceivedMessage } from "../queue/index.ts";
import type { Closing } from "./closing.ts";
import { localFunction } from "./local-function.ts";
import { PROOF_KEY_VERSION } from "./public-files.ts";
import type { StandIns } from "./stand-ins.ts";
import { type LocalState, PROOF_KEY, REGION } from "./state.ts";
import { CLIENTS_TABLE_NAME } from "./table.ts";
import type { WebhookWiring } from "./webhook-wiring.ts";

interface WebhookParts {
  folder: string;
  state: LocalState;
  wiring: WebhookWiring;
  dynamodbUrl: string;
  clock: () => number;
  pollMilliseconds: number;
  onLog: (line: string) => void;
  closing: Closing;
}

/** The reading of the queue, as Lambda does it. */
export interface Webhooks {
  /** Posts the events whose time has come, and waits for what comes of it. */
  deliver(): Promise<void>;
}

/** Starts to read the queue. The function is bundled when there is something to post. */
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

  const poll = () => void deliver().catch(({ message }: Error) => onLog(`the queue was not read: ${message}`));
  const timer = Number.isFinite(pollMilliseconds) ? setInterval(poll, pollMilliseconds).unref() : undefined;
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

function startFunction(
  { kms, publicFiles, queue }: StandIns,
  { folder, state, wiring, dynamodbUrl, clock, onLog }: WebhookParts,
): Lambda {
  const local = localFunction({
    name: "webhook",
    folder,
    credentials: state.webhook,
    environment: {
      CLIENTS_TABLE: CLIENTS_TABLE_NAME,
      PROOF_KEY,
      PROOF_KEY_VERSION,
      PROOF_ISSUER: publicFiles.url,
      WEBHOOK_QUEUE_URL: queue.queueUrl,
      WEBHOOK_LOOPBACK: "true",
    } satisfies WebhookEnvironment,
    endpoints: { KMS: kms.url, DYNAMODB: dynamodbUrl, SQS: queue.url },
    timeoutSeconds: WEBHOOK_TIMEOUT,
  });
  return createLambda(wiring.describe(local), { name: "webhook", clock, onLog });
}
