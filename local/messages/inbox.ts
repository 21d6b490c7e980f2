import { randomUUID } from "node:crypto";
import type { Message, OutgoingMessage, StoredMessage } from "./message.ts";

const KEPT_MESSAGES = 1_000;

/** Receives every message that is sent. It keeps the newest 1,000 messages in memory. */
export interface Inbox {
  /** @returns the message id: the sender receives it, and the inbox lists the message under it */
  add(message: OutgoingMessage): string;
  /** The messages, newest first. */
  list(): Message[];
  find(id: string): StoredMessage | undefined;
  clear(): void;
  /** All messages in order of arrival, as plain data. */
  snapshot(): StoredMessage[];
}

/**
 * @param messages an earlier snapshot
 * @param clock epoch milliseconds
 * @param onChange called after each change of the snapshot, with the new message if one was added
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
