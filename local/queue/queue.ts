import { randomUUID } from "node:crypto";

/** A message as it is kept. Times are epoch milliseconds. */
export interface StoredMessage {
  id: string;
  body: string;
  sentAt: number;
  /** How often it was received. */
  receives: number;
  /** Nobody receives it before. */
  visibleAt: number;
  /** It was received as often as a message may be, and came back: nobody receives it any more. */
  dead: boolean;
}

/** A message as whoever received it has it. */
export type ReceivedMessage = StoredMessage & {
  /** Names this receipt: the next one has another. */
  receipt: string;
};

export interface QueueOptions {
  clock: () => number;
  /** Seconds for which a message that was received is hidden. */
  holdSeconds: number;
  /** How often a message may be received. */
  maxReceives: number;
  /** The messages of earlier starts. */
  earlier?: StoredMessage[];
  /** Gets each message that has come or changed, or the id of one that is gone, and a function that gives all messages. */
  onChange?: (change: StoredMessage | { id: string; gone: true }, all: () => StoredMessage[]) => void;
}

/** A standard queue, with its dead letters. */
export interface Queue {
  send(body: string): void;
  /** Receives messages that are visible, the oldest first, and hides them. */
  receive(most: number): ReceivedMessage[];
  /** Deletes a message that was received. */
  remove(id: string): void;
  /** Hides a message for some seconds from now. @returns whether the receipt is that of a message that is hidden */
  hide(receipt: string, seconds: number): boolean;
  /** All messages, the oldest first. */
  list(): StoredMessage[];
}

const receiptOf = ({ id, receives }: StoredMessage) => `${id}#${receives}`;

/** Makes a queue as SQS has them (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/). */
export function createQueue(options: QueueOptions): Queue {
  const { clock, holdSeconds, maxReceives, earlier = [], onChange = () => {} } = options;
  const messages = new Map(earlier.map((message) => [message.id, message]));
  const list = () => [...messages.values()];
  const keep = (message: StoredMessage) => {
    messages.set(message.id, message);
    onChange(message, list);
  };
  const isVisible = ({ visibleAt, dead }: StoredMessage) => !dead && visibleAt <= clock();
  return {
    send: (body) => keep({ id: randomUUID(), body, sentAt: clock(), receives: 0, visibleAt: clock(), dead: false }),
    receive(most) {
      for (const message of list()) {
        if (isVisible(message) && message.receives >= maxReceives) keep({ ...message, dead: true });
      }
      return list()
        .filter(isVisible)
        .slice(0, most)
        .map((message) => {
          const received = {
            ...message,
            receives: message.receives + 1,
            visibleAt: clock() + holdSeconds * 1000,
          };
          keep(received);
          return { ...received, receipt: receiptOf(received) };
        });
    },
    remove(id) {
      if (messages.delete(id)) onChange({ id, gone: true }, list);
    },
    hide(receipt, seconds) {
      const message = list().find((each) => receiptOf(each) === receipt);
      if (!message || isVisible(message)) return false;
      keep({ ...message, visibleAt: clock() + seconds * 1000 });
      return true;
    },
    list,
  };
}
