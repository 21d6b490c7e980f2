import type { Link } from "../page/index.ts";
import {
  createWireFaults,
  type ProtocolOptions,
  type ServeOptions,
  serveWire,
  type WireFaults,
  type WireHandler,
} from "../wire/index.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { createInboxHandler } from "./inbox-handler.ts";
import type { StoredMessage } from "./message.ts";
import type { SesAccount } from "./ses.ts";
import { createSesV1 } from "./ses-v1.ts";
import { createSesV2 } from "./ses-v2.ts";
import { createSns } from "./sns.ts";

/** The state that survives a restart, as plain data. */
export interface MessagesState {
  /** In order of arrival. */
  messages: StoredMessage[];
  /** The account's SMS attributes, as SetSMSAttributes set them. */
  smsAttributes: Record<string, string>;
}

export interface MessagesOptions extends Partial<SesAccount>, Pick<ProtocolOptions, "onLog"> {
  /** An earlier snapshot. */
  state?: MessagesState;
  /** Called after each change of the snapshot, with the new message if one was added. */
  onChange?: (added?: StoredMessage) => void;
  /** Epoch milliseconds. Default: `Date.now`. */
  clock?: () => number;
  /** Numbers, in E.164, that have opted out of messages. */
  optedOut?: ReadonlySet<string>;
  /** Empties the service that the inbox belongs to. Default: the inbox alone. */
  reset?: () => Promise<void>;
  /** Gives the other pages that the inbox links to. Default: none. */
  links?: () => Link[];
}

/** The stand-ins for SNS and SES, and the inbox that serves as everybody's phone and mailbox. */
export interface Messages {
  /** SNS at `/sns`, both versions of SES at `/ses`, SES v2 also at the root, and the inbox at `/inbox`. */
  handler: WireHandler;
  inbox: Inbox;
  /** Makes `Publish`, `SetSMSAttributes`, `GetSMSAttributes` and `SendEmail` fail. */
  faults: WireFaults;
  snapshot(): MessagesState;
}

export interface MessagesServer extends Messages {
  /** The endpoint of SES v2: AWS_ENDPOINT_URL_SESV2. */
  url: string;
  /** The endpoint of SNS: AWS_ENDPOINT_URL_SNS. */
  snsUrl: string;
  /** The endpoint of both versions of SES: AWS_ENDPOINT_URL_SES, AWS_ENDPOINT_URL_SESV2. */
  sesUrl: string;
  /** The page for people; with `.json` at the end, the list. */
  inboxUrl: string;
  /** Where a POST empties the inbox, and what else `reset` does. */
  resetUrl: string;
  port: number;
  close(): Promise<void>;
}

/**
 * Makes the stand-ins. Without `verifiedIdentities` no e-mail may be sent. Signatures of requests are not verified.
 */
export function createMessages(options: MessagesOptions = {}): Messages {
  const { state, onChange = () => {}, clock = Date.now, optedOut = new Set(), links = () => [], onLog } = options;
  const { verifiedIdentities = [], configurationSets = [], failingMailFrom = [], region = "us-east-1" } = options;
  const account: SesAccount = { verifiedIdentities, configurationSets, failingMailFrom, region };
  const inbox = createInbox(state?.messages ?? [], clock, onChange);
  const smsAttributes = { ...state?.smsAttributes };
  const faults = createWireFaults();
  const protocol: ProtocolOptions = { faults, onLog };
  const sns = createSns({ inbox, optedOut, smsAttributes, onChange, ...protocol });
  const sesV1 = createSesV1(account, inbox, protocol);
  const sesV2 = createSesV2(account, inbox, protocol);
  const routes = new Map<string, WireHandler>([
    ["/sns", sns],
    // The SDK adds a slash to an endpoint's path.
    ["/sns/", sns],
    ["/ses", sesV1],
    ["/ses/", sesV1],
    ["/ses/v2/email/outbound-emails", sesV2],
    ["/v2/email/outbound-emails", sesV2],
  ]);
  const { reset = async () => inbox.clear() } = options;
  const inboxHandler = createInboxHandler(inbox, reset, links);
  return {
    handler: (request) => (routes.get(request.path) ?? inboxHandler)(request),
    inbox,
    faults,
    snapshot: () => ({ messages: inbox.snapshot(), smsAttributes: { ...smsAttributes } }),
  };
}

/**
 * Makes the stand-ins and serves them on their own port, by default on the loopback interface.
 *
 * @throws the error of `listen`, such as EADDRINUSE
 */
export async function startMessages(
  options: MessagesOptions & Pick<ServeOptions, "port" | "host"> = {},
): Promise<MessagesServer> {
  const messages = createMessages(options);
  // Only the inbox's own page may read the inbox.
  const { url, port, close } = await serveWire(messages.handler, {
    port: options.port,
    host: options.host,
    clock: options.clock,
    cors: false,
  });
  return {
    ...messages,
    url,
    port,
    close,
    snsUrl: `${url}/sns`,
    sesUrl: `${url}/ses`,
    inboxUrl: `${url}/inbox`,
    resetUrl: `${url}/reset`,
  };
}
