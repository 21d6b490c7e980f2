import { join } from "node:path";
import { DETAIL_FIELDS, HEAD_FIELDS } from "../../contract/event-fields.ts";
import type { Settings } from "../../settings/schema.ts";
import { type CognitoServer, startCognito } from "../cognito/index.ts";
import { type Detail, type EventsServer, startEvents } from "../events/index.ts";
import { type Kms, startKms } from "../kms/index.ts";
import { type MessagesServer, startMessages } from "../messages/index.ts";
import type { Link } from "../page/index.ts";
import { type QueueServer, type StoredMessage, startQueue } from "../queue/index.ts";
import type { WireServer } from "../wire/index.ts";
import type { Closing } from "./closing.ts";
import { describeEvent } from "./describe-event.ts";
import { openJsonLines } from "./json-lines.ts";
import { openMessageLog } from "./message-log.ts";
import { startPublicFiles } from "./public-files.ts";
import { type LocalState, saveState } from "./state.ts";
import type { WebhookWiring } from "./webhook-wiring.ts";

const SAVE_MILLISECONDS = 200;
const MOST_EVENT_LINES = 40_000;
const MOST_QUEUE_LINES = 5_000;
/** The name of the bus of audit events. */
export const EVENT_BUS = "appsync-otp";

/** The stand-ins for AWS services; tests provoke faults by them. */
export interface StandIns {
  kms: Kms;
  messages: MessagesServer;
  cognito: CognitoServer;
  publicFiles: WireServer;
  events: EventsServer;
  /** The queue of events for webhooks. */
  queue: QueueServer;
}

interface StandInOptions {
  folder: string;
  settings: Settings;
  state: LocalState;
  /** The port of the GraphQL endpoint: the inbox, Cognito, the public files and the events take the next four. 0 picks free ones. */
  port: number;
  /** The configuration sets that SES knows. */
  configurationSets?: string[];
  webhooks: WebhookWiring;
  /** What runs the demo against this folder. */
  demoCommand: string;
  /** Gives the pages that link to each other. */
  links: () => Link[];
  /** Empties the service. */
  reset: () => Promise<void>;
  clock: () => number;
  onLog: (line: string) => void;
  closing: Closing;
}

/** Starts all of them at once, and closes those that started if one does not. */
export async function startStandIns(options: StandInOptions): Promise<StandIns> {
  const { folder, settings, state, port, configurationSets, webhooks, links, reset, clock, onLog, closing } = options;
  const portAfter = (n: number) => (port === 0 ? 0 : port + n);
  const log = openMessageLog(folder);
  const starting = [
    startKms(state.keys, { clock, onLog }),
    startMessages({
      port: portAfter(1),
      clock,
      state: log.state,
      verifiedIdentities: [settings.email.from],
      configurationSets,
      onChange: (added) => log.save(() => messages.snapshot(), added),
      links,
      reset,
      onLog,
    }),
    startCognito(state.pool, { port: portAfter(2), clock, onChange: () => savePool(), onLog }),
    startPublicFiles(state.keys, { port: portAfter(3), clock, onLog }),
    startEvents({
      port: portAfter(4),
      bus: EVENT_BUS,
      clock,
      ...keptEvents(folder),
      onEvent: (event) => webhooks.takes(event) && queue.send(JSON.stringify(event)),
      fields: Object.keys({ ...HEAD_FIELDS, ...DETAIL_FIELDS }),
      describe: describeEvent,
      hint: `This makes some: ${options.demoCommand}`,
      links,
      onLog,
    }),
    startQueue({ ...webhooks, clock, ...keptQueue(folder), onLog }),
  ] as const;
  for (const started of await Promise.allSettled(starting)) {
    if (started.status === "fulfilled") closing.add(() => started.value.close());
  }
  const [kms, messages, cognito, publicFiles, events, queue] = await Promise.all(starting);
  const savePool = createDelayedSave(() => saveState(folder, state), closing);
  return { kms, messages, cognito, publicFiles, events, queue };
}

/** The events on disk, one line for each. A file of twice as many as the feed keeps is written anew. */
function keptEvents(folder: string) {
  const { lines: earlier, append: onAdded } = openJsonLines<Detail>(join(folder, "events.jsonl"), MOST_EVENT_LINES);
  return { earlier, onAdded };
}

/** The queue on disk: a line for each message that came or changed, or is gone. A longer file is written anew, with what is left. */
function keptQueue(folder: string) {
  type Line = StoredMessage | { id: string; gone: true };
  const { lines, append: onChange } = openJsonLines<Line>(join(folder, "webhooks.jsonl"), MOST_QUEUE_LINES);
  const latest = [...new Map(lines.map((line) => [line.id, line])).values()];
  return { earlier: latest.filter((line): line is StoredMessage => !("gone" in line)), onChange };
}

/** @returns a function that calls `save` a little after the first change; closing saves what is still unsaved */
function createDelayedSave(save: () => void, closing: Closing): () => void {
  let timer: NodeJS.Timeout | undefined;
  const saveNow = () => {
    clearTimeout(timer);
    timer = undefined;
    save();
  };
  closing.add(() => timer && saveNow());
  return () => {
    timer ??= setTimeout(saveNow, SAVE_MILLISECONDS);
  };
}
