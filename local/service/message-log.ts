import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MessagesState, StoredMessage } from "../messages/index.ts";
import { writeSecret } from "./state.ts";

/** The inbox on disk, a line a message: one more costs its own line, not the whole inbox. */
export interface MessageLog {
  /** What earlier starts left. */
  state: MessagesState;
  /** Writes one message more; without it, everything anew. */
  keep(snapshot: () => MessagesState, added?: StoredMessage): void;
}

/** Lines after which those of messages long gone are dropped. */
const MOST_LINES = 5_000;

type Line = { message: StoredMessage } | { smsAttributes: MessagesState["smsAttributes"] };

const toText = (line: Line) => `${JSON.stringify(line)}\n`;

/** Opens the folder's log. A line that cannot be read, as a killed start may leave at its end, is no loss. */
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
    keep(snapshot, added) {
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

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function parse(line: string): Line | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
