import { afterAll, vi } from "vitest";
import { handler } from "../../../../functions/webhook/handler.ts";
import { startQueue } from "../../../../local/queue/index.ts";

/** Runs of the webhook function in this process. */

const queue = await startQueue({ clock: Date.now, holdSeconds: 180, maxReceives: 15, onLog: () => {} });
afterAll(() => queue.close());

/** A run with an event that cannot be read, as one that cannot be signed. */
export async function runWithFault(): Promise<void> {
  const environment = {
    WEBHOOK_QUEUE_URL: queue.queueUrl,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIATEST",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_ENDPOINT_URL_SQS: queue.url,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const logged = vi.spyOn(console, "log").mockImplementation(() => {});
  queue.send("no event");
  const Records = queue.receive(1).map(({ id, receipt, body, receives }) => ({
    messageId: id,
    receiptHandle: receipt,
    body,
    attributes: { ApproximateReceiveCount: `${receives}` },
  }));
  await handler({ Records }, { getRemainingTimeInMillis: () => 30_000 });
  logged.mockRestore();
  for (const name of Object.keys(environment)) vi.stubEnv(name, undefined);
}
