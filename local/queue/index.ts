/** A stand-in for SQS. */
export type { ReceivedMessage, StoredMessage } from "./queue.ts";
export { type QueueServer, startQueue } from "./server.ts";
