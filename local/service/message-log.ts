import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { MessagesState, StoredMessage } from "../messages/index.ts";
import { textOf, writeSecret } from "./files.ts";

/** The inbox on disk, one line per message, so that a new message costs one line and not the whole file. */
export interface MessageLog {
  /** The state that earlier starts left. */
  state: MessagesState;
  /** Appends the added message; without one, writes the whole file anew. */
  save(snapshot: () => MessagesState, added?: StoredMessage): void;
}

/** A longer file is written anew, without the messages that the inbox has dropped. */
const MOST_LINES = 5_000;

type Line = { message: StoredMessage } | { smsAttributes: MessagesState["smsAttributes"] };

const toText = (line: Line) => `${JSON.stringify(line)}\n`;

/** Opens the folder's log. Lines that cannot be read are skipped: a killed start may leave half a line at the end. */
export function openMessageLog(folder: string): MessageLog {
  const file = join(folder, "messages.jsonl");
  const state = readLog(file);
  let lines = 0;
  const writeAll = ({ messages, smsAttributes }: MessagesState) => {
    const all: Line[] = [{ smsAttributes }, ...messages.map((message) => ({ message }))];
    writeSecret(file, all.map(toText).join(""));
    lines = all.length;
  };
  writeAll(state);
  return {
    state,
    save(snapshot, added) {
      if (!added || lines >= MOST_LINES) return writeAll(snapshot());
      appendFileSync(file, toText({ message: added }));
      lines += 1;
    },
  };
}

function readLog(file: string): MessagesState {
  const state: MessagesState = { messages: [], smsAttributes: {} };
  for (const line of textOf(file).split("\n")) {
    const read = parse(line);
    if (read && "message" in read) state.messages.push(read.message);
    else if (read) state.smsAttributes = read.smsAttributes;
  }
  return state;
}

function parse(line: string): Line | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
