import { appendFileSync } from "node:fs";
import type { Worker } from "node:worker_threads";

/**
 * Loaded before the code of `npm start` by `--import`: adds each batch that the stream function has read to the file that HEARD_RECORDS names,
 * before anything else learns of the answer.
 */

const file = process.env.HEARD_RECORDS as string;

process.on("worker", (worker: Worker) => {
  const post = worker.postMessage.bind(worker);
  let event = "";
  worker.postMessage = (message: { event: string }) => {
    ({ event } = message);
    post(message);
  };
  worker.on("message", (report: { payload?: string } | null) => {
    if (!event.startsWith('{"Records":') || report?.payload !== '{"batchItemFailures":[]}') return;
    appendFileSync(file, `${event}\n`);
  });
});
