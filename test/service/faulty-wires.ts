import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type * as DataSources from "../../local/service/data-sources.ts";
import { mortal } from "./mortal-function.ts";

/**
 * Proxies between the service and its dependencies, in which chosen calls fail. `through` inserts those of KMS, SNS and SES; that
 * of the table is inserted by its endpoint.
 */

export type Trouble =
  /** The connection is cut before the call is done. */
  | "dead"
  /** The call is done, and the connection is cut before the answer. */
  | "lost"
  /** The call is done, and the connection is cut in the middle of the answer. */
  | "half"
  /** The call is done, and the second half of the answer is garbage. */
  | "rubbish"
  /** The call is done twice, and gets the second answer. */
  | "twice"
  /** The call hangs, and is done only when it is released. */
  | "stalled"
  /** The call is done, and answered only when it is released. */
  | "held"
  /** The call is not done, and gets this answer. */
  | { status: number; body: string };

export interface Struck {
  /** Resolves when the call hangs or has ended. */
  reached: Promise<void>;
  /** Releases a hanging call, and waits for its end. */
  release(): Promise<void>;
}

interface Strike {
  text: string;
  trouble: Trouble;
  spared: number;
  left: number;
  reach: () => void;
  released: Promise<void>;
  end: () => void;
}

export interface FaultyWire {
  /** The address of the dependency behind this proxy. */
  to(address: string): string;
  /**
   * @param text a part of the path, target or body of the calls that fail
   * @param after the number of them that pass first
   */
  strike(text: string, trouble: Trouble, times: number, after: number): Struck;
  /** Removes faults that no call has met. */
  mend(): void;
  close(): Promise<void>;
}

interface Reply {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

const agent = new Agent({ keepAlive: true });

async function openWire(): Promise<FaultyWire> {
  let upstream = new URL("http://127.0.0.1");
  let strikes: Strike[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    const text = `${incoming.url} ${incoming.headers["x-amz-target"]} ${body}`;
    const matching = strikes.find((each) => each.left > 0 && text.includes(each.text));
    const strike = matching && matching.spared-- > 0 ? undefined : matching;
    if (strike) strike.left -= 1;
    const pass = () => forward(upstream, incoming, body);
    await (strike ? suffer(strike, pass, outgoing) : pass().then((reply) => send(outgoing, reply)));
    strike?.reach();
    strike?.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    to(address) {
      upstream = new URL(address);
      const { pathname } = upstream;
      return `http://127.0.0.1:${port}${pathname === "/" ? "" : pathname}`;
    },
    strike(text, trouble, times, after) {
      const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const { promise: over, resolve: end } = Promise.withResolvers<void>();
      strikes.push({ text, trouble, left: times, spared: after, reach, released, end });
      return {
        reached,
        release() {
          release();
          return over;
        },
      };
    },
    mend() {
      strikes = [];
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function suffer({ trouble, reach, released }: Strike, pass: () => Promise<Reply>, outgoing: ServerResponse) {
  if (typeof trouble === "object") return send(outgoing, { headers: {}, ...trouble, body: Buffer.from(trouble.body) });
  if (trouble === "dead") return outgoing.destroy();
  if (trouble === "stalled") {
    reach();
    await released;
  }
  if (trouble === "twice") await pass();
  const reply = await pass();
  const middle = Math.floor(reply.body.length / 2);
  if (trouble === "lost") return outgoing.destroy();
  if (trouble === "half") {
    outgoing.writeHead(reply.status, { ...reply.headers, "content-length": reply.body.length });
    return outgoing.write(reply.body.subarray(0, middle), () => outgoing.destroy());
  }
  if (trouble === "rubbish") reply.body.fill("\u00ff<{", middle);
  if (trouble === "held") {
    reach();
    await released;
  }
  send(outgoing, reply);
}

function forward({ hostname, port }: URL, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sending = request({ hostname, port, method, path: url, headers, agent }, async (answer) => {
      resolve({
        status: answer.statusCode as number,
        headers: answer.headers,
        body: Buffer.concat(await answer.toArray()),
      });
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

function send(outgoing: ServerResponse, { status, headers, body }: Reply): void {
  outgoing.writeHead(status, { ...headers, "content-length": body.length });
  outgoing.end(body);
}

export const wires = {
  table: await openWire(),
  /** Calls from the steps. */
  kms: await openWire(),
  /** Calls from the functions. */
  functionKms: await openWire(),
  messages: await openWire(),
  /** Calls of the account function. */
  cognito: await openWire(),
};

/** The data sources behind these proxies, and a send function that can die. */
export function through({
  accountSource,
  authorizerMode,
  kmsSource,
  resetSource,
  sendSource,
}: typeof DataSources): typeof DataSources {
  return {
    accountSource: (folder, settings, state, { cognitoUrl, recordedUrl }) =>
      accountSource(folder, settings, state, { cognitoUrl: wires.cognito.to(cognitoUrl), recordedUrl }),
    authorizerMode: (folder, state, { kmsUrl, dynamodbUrl }) =>
      authorizerMode(folder, state, { kmsUrl: wires.functionKms.to(kmsUrl), dynamodbUrl }),
    kmsSource: (endpoint, state) => kmsSource(wires.kms.to(endpoint), state),
    resetSource: (folder, settings, state, urls) =>
      resetSource(folder, settings, state, { ...urls, kmsUrl: wires.functionKms.to(urls.kmsUrl) }),
    sendSource(folder, settings, state, kmsUrl, { snsUrl, sesUrl }) {
      const messages = { snsUrl: wires.messages.to(snsUrl), sesUrl: wires.messages.to(sesUrl) };
      return mortal(sendSource(folder, settings, state, wires.functionKms.to(kmsUrl), messages));
    },
  };
}
