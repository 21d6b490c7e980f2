import {
  createWireFaults,
  jsonProtocol,
  type ProtocolOptions,
  type ServeOptions,
  serveWire,
  WireError,
  type WireFaults,
} from "../wire/index.ts";
import { createQueue, type Queue, type QueueOptions } from "./queue.ts";

/** Seconds: twelve hours. */
const MOST_SECONDS = 43_200;

export type QueueServerOptions = QueueOptions & Pick<ProtocolOptions, "onLog"> & Pick<ServeOptions, "port" | "host">;

/** The stand-in for SQS: one queue, which is filled and read from inside, as EventBridge and Lambda do on AWS. */
export interface QueueServer extends Queue {
  /** Makes calls fail. */
  faults: WireFaults;
  /** The endpoint of SQS: AWS_ENDPOINT_URL_SQS. */
  url: string;
  queueUrl: string;
  port: number;
  close(): Promise<void>;
}

/**
 * Serves ChangeMessageVisibility
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html).
 *
 * @throws the error of `listen`
 */
export async function startQueue({ onLog, port, host, ...options }: QueueServerOptions): Promise<QueueServer> {
  const queue = createQueue(options);
  const faults = createWireFaults();
  const path = "/000000000000/events";
  const handler = jsonProtocol({
    prefix: "AmazonSQS",
    version: "1.0",
    faults,
    ...(onLog && { onLog }),
    operations: {
      ChangeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout }) {
        if (!`${QueueUrl}`.endsWith(path)) {
          throw new WireError("com.amazonaws.sqs#QueueDoesNotExist", "The specified queue does not exist.");
        }
        if (typeof VisibilityTimeout !== "number" || !(VisibilityTimeout >= 0 && VisibilityTimeout <= MOST_SECONDS)) {
          throw new WireError("InvalidParameterValue", `VisibilityTimeout has to be from 0 to ${MOST_SECONDS}.`);
        }
        if (!queue.hide(`${ReceiptHandle}`, VisibilityTimeout)) {
          throw new WireError("com.amazonaws.sqs#ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
        }
        return {};
      },
    },
  });
  const server = await serveWire(handler, { port, host, clock: options.clock, cors: false });
  return { ...queue, ...server, faults, queueUrl: server.url + path };
}
