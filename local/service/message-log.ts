import { join } from "node:path";
import type { MessagesState, StoredMessage } from "../messages/index.ts";
import { openJsonLines } from "./json-lines.ts";

/** The inbox on disk, one line per message. */
export interface MessageLog {
  /** The state that earlier starts left. */
  state: MessagesState;
  /** Appends the added message; without one, writes the whole file anew. */
  save(snapshot: () => MessagesState, added?: StoredMessage): void;
}

/** A longer file is written anew, without the messages that the inbox has dropped. */
const MOST_LINES = 5_000;

type Line = { message: StoredMessage } | { smsAttributes: MessagesState["smsAttributes"] };

/** Opens the folder's log. */
export function openMessageLog(folder: string): MessageLog {
  const file = openJsonLines<Line>(join(folder, "messages.jsonl"), MOST_LINES);
  const state: MessagesState = { messages: [], smsAttributes: {} };
  for (const line of file.lines) {
    if ("message" in line) state.messages.push(line.message);
    else state.smsAttributes = line.smsAttributes;
  }
  const linesOf = ({ messages, smsAttributes }: MessagesState): Line[] => [
    { smsAttributes },
    ...messages.map((message) => ({ message })),
  ];
  return {
    state,
    save(snapshot, added) {
      if (added) file.append({ message: added }, () => linesOf(snapshot()));
      else file.rewrite(linesOf(snapshot()));
    },
  };
}
