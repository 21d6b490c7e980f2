import { type Intent, type StreamRecord, tableOf } from "./record.ts";

/** A file that lines are added to, which the next start finds as it was when this process was killed. */
export interface Journal {
  /** Reads the text that earlier starts left; the last line may be torn. */
  read(): string;
  append(text: string): void;
  /** Writes all of it anew, whole or not at all. */
  rewrite(text: string): void;
  close(): void;
}

/** The writes that are under way, and the records that are not delivered yet: in memory, and in the journal. */
export interface ChangeLog {
  /** Writes that were begun and have not ended; after the opening those that an earlier start was killed in. */
  open(): Intent[];
  /** Notes writes before they are made. */
  begin(intents: Omit<Intent, "id">[]): Intent[];
  /** Notes that a write is over. @param record makes its record, if it has one, by a number that grows with every record */
  end(intent: Intent, record?: (sequence: number) => StreamRecord | undefined): void;
  /** The records of a table that are not delivered, in their order. */
  pending(table: string): readonly StreamRecord[];
  /** Notes that the first of a table's records are delivered, or given up. */
  delivered(table: string, count: number): void;
  close(): void;
}

type Line =
  | { next: number }
  | { begun: Intent }
  | { ended: number; record?: StreamRecord | undefined }
  | { record: StreamRecord }
  | { delivered: number; table: string };

/** Characters that the journal may grow by before it is written anew without what is over. */
const MOST_GROWTH = 1_000_000;

const sequenceOf = ({ dynamodb }: StreamRecord) => Number(dynamodb.SequenceNumber);

/** Opens the log over a journal. Lines that cannot be read are skipped: a killed process may leave half a line at the end. */
export function openChangeLog(journal: Journal): ChangeLog {
  const begun = new Map<number, Intent>();
  const queues = new Map<string, StreamRecord[]>();
  let next = 1;
  let growth = 0;
  let most = 0;

  function queueOf(table: string): StreamRecord[] {
    const queue = queues.get(table) ?? [];
    queues.set(table, queue);
    return queue;
  }

  function apply(line: Line): void {
    if ("next" in line) next = line.next;
    if ("begun" in line) begun.set(line.begun.id, line.begun);
    if ("ended" in line) begun.delete(line.ended);
    if ("record" in line && line.record) queueOf(tableOf(line.record)).push(line.record);
    if ("delivered" in line) {
      const queue = queueOf(line.table);
      const left = queue.findIndex((record) => sequenceOf(record) > line.delivered);
      queue.splice(0, left < 0 ? queue.length : left);
    }
    // Intents and records share the numbers, so that no number is used twice.
    if ("begun" in line) next = Math.max(next, line.begun.id + 1);
    if ("record" in line && line.record) next = Math.max(next, sequenceOf(line.record) + 1);
  }

  function write(...lines: Line[]): void {
    const text = lines.map(toText).join("");
    journal.append(text);
    lines.forEach(apply);
    growth += text.length;
    if (growth <= most) return;
    try {
      writeAnew();
    } catch {
      // The lines are in the journal, which is only longer than it need be: the next ones try again.
    }
  }

  function writeAnew(): void {
    const records = [...queues.values()].flat();
    const lines: Line[] = [
      { next },
      ...[...begun.values()].map((intent) => ({ begun: intent })),
      ...records.map((record) => ({ record })),
    ];
    const text = lines.map(toText).join("");
    journal.rewrite(text);
    growth = 0;
    // What is kept is written again each time, so a long journal may grow by its length.
    most = Math.max(MOST_GROWTH, text.length);
  }

  for (const line of journal.read().split("\n")) {
    const read = parse(line);
    if (read) apply(read);
  }
  writeAnew();
  return {
    open: () => [...begun.values()],
    begin(intents) {
      const numbered = intents.map((intent, index) => ({ id: next + index, ...intent }));
      write(...numbered.map((intent) => ({ begun: intent })));
      return numbered;
    },
    end: ({ id }, record) => write({ ended: id, record: record?.(next) }),
    pending: queueOf,
    delivered(table, count) {
      const last = queueOf(table)[count - 1];
      if (last) write({ delivered: sequenceOf(last), table });
    },
    close: () => journal.close(),
  };
}

const toText = (line: Line) => `${JSON.stringify(line)}\n`;

function parse(line: string): Line | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
