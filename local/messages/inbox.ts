import { randomUUID } from "node:crypto";
import type { Message, OutgoingMessage, StoredMessage } from "./message.ts";

const KEPT_MESSAGES = 1_000;

/** Where all that is sent arrives. It keeps the newest 1,000 messages in memory. */
export interface Inbox {
  /** @returns the id that the sender is told, and that the message has here */
  add(message: OutgoingMessage): string;
  /** Newest first. */
  list(): Message[];
  find(id: string): StoredMessage | undefined;
  clear(): void;
  /** All messages in order of arrival, as plain data. */
  snapshot(): StoredMessage[];
}

/**
 * @param messages an earlier snapshot
 * @param clock epoch milliseconds
 * @param onChange is told after each change that the snapshot is another, and by which message if it is one more
 */
export function createInbox(
  messages: StoredMessage[],
  clock: () => number,
  onChange: (added?: StoredMessage) => void,
): Inbox {
  let kept = messages.slice(-KEPT_MESSAGES);
  return {
    add(message) {
      const stored: StoredMessage = { ...message, id: randomUUID(), sentAt: new Date(clock()).toISOString() };
      kept.push(stored);
      if (kept.length > KEPT_MESSAGES) kept.shift();
      onChange(stored);
      return stored.id;
    },
    list: () => kept.map(withoutAttributes).reverse(),
    find: (id) => kept.find((message) => message.id === id),
    clear() {
      kept = [];
      onChange();
    },
    snapshot: () => [...kept],
  };
}

const withoutAttributes = ({ id, channel, to, subject, text, html, sentAt }: Message): Message => ({
  id,
  channel,
  to,
  subject,
  text,
  html,
  sentAt,
});
