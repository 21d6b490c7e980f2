import { onTestFinished } from "vitest";
import type { After } from "../../src/timers.ts";
import { API_KEY } from "../support/api.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test looks for in a message differs from test to test
type Message = any;

/** A client of the WebSocket protocol that knows no more than to send and to wait: Node's own WebSocket. */
export interface Client {
  /** Every message that came, keep-alives too. */
  messages: Message[];
  send(message: unknown): void;
  /** The next message that is no keep-alive. */
  next(): Promise<Message>;
  /** What has come (but keep-alives) and was not read by `next`, once the server has taken all that was sent before. */
  rest(): Promise<Message[]>;
  /** Sends a `start` and gives its answer. */
  start(id: string, query: string, variables?: object, authorization?: object): Promise<Message>;
  /** Resolves when the connection is closed. */
  closed: Promise<CloseEvent>;
  protocol: string;
  close(): void;
}

export const hostOf = (url: string) => new URL(url).host;
export const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
export const base64Url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
export const byKey = (url: string, key = API_KEY) => ({ host: hostOf(url), "x-api-key": key });

/** The handshake's address with the header in its query, as AWS's documentation has it. */
export const withHeader = (url: string, header: object) =>
  `${url}?header=${encodeURIComponent(base64(header))}&payload=e30=`;

/** Opens a WebSocket, and closes it when the test is over. */
export async function open(url: string, protocols: string[] = ["graphql-ws"]): Promise<Client> {
  const socket = new WebSocket(url, protocols);
  onTestFinished(() => socket.close());
  const messages: Message[] = [];
  const unread: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data);
    messages.push(message);
    if (message.type === "ka") return;
    const reader = waiting.shift();
    if (reader) reader(message);
    else unread.push(message);
  });
  const closed = new Promise<CloseEvent>((resolve) =>
    socket.addEventListener("close", (event) => resolve(event as CloseEvent)),
  );
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error("the WebSocket did not open")));
  });
  const send = (message: unknown) => socket.send(typeof message === "string" ? message : JSON.stringify(message));
  const next = async () => unread.shift() ?? (await new Promise<Message>((resolve) => waiting.push(resolve)));
  return {
    messages,
    send,
    next,
    closed,
    protocol: socket.protocol,
    close: () => socket.close(),
    async rest() {
      // There is no such subscription, so the answer comes after everything that was on its way.
      send({ type: "stop", id: "barrier" });
      const found: Message[] = [];
      for (let message = await next(); message.id !== "barrier"; message = await next()) found.push(message);
      return found;
    },
    async start(id, query, variables = {}, authorization = byKey(url)) {
      send({
        id,
        type: "start",
        payload: { data: JSON.stringify({ query, variables }), extensions: { authorization } },
      });
      return next();
    },
  };
}

/** Opens a WebSocket with the API key and has it acknowledged. */
export async function connect(realtimeUrl: string, header: object = byKey(realtimeUrl)): Promise<Client> {
  const client = await open(withHeader(realtimeUrl, header));
  client.send({ type: "connection_init" });
  await client.next();
  return client;
}

/** Timers that a test moves on by hand. */
export function handTimers(): { after: After; pass(milliseconds: number): void } {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  return {
    after(milliseconds, run) {
      const timer = { at: now + milliseconds, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const [first] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!first) break;
        timers = timers.filter((each) => each !== first);
        now = first.at;
        first.run();
      }
      now = end;
    },
  };
}
