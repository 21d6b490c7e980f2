import type { IncomingHttpHeaders } from "node:http";
import { type Dispatcher, Pool } from "undici";

/** An answer from a socket, its body read whole. */
export interface Exchanged {
  statusCode: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

interface Sending {
  method: string;
  /** Path and query string. */
  path: string;
  headers: Record<string, string>;
  body: string | null;
  signal: AbortSignal;
  /** A longer body ends the exchange. */
  maxBytes: number;
}

/** As many connections to one endpoint as AWS's own SDK keeps. */
const CONNECTIONS = 50;

/**
 * Makes the connections to an endpoint, which are opened when they are needed.
 *
 * @throws Error when the endpoint is more than scheme, host and port
 */
export function connect(endpoint: string): { pool: Pool; url: URL } {
  const url = new URL(endpoint);
  if (!/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new Error(
      `the endpoint "${endpoint}" has to be http or https, host and port alone; paths come from the requests`,
    );
  }
  return { pool: new Pool(url.origin, { connections: CONNECTIONS }), url };
}

/**
 * Sends one request over a kept-alive connection and reads the answer whole. Redirects are not followed. Nothing is sent
 * twice: undici itself moves requests that it has not begun to write from a closed connection to another one.
 *
 * It uses undici's `dispatch` rather than its `request`, which builds a stream for each answer and so costs a tenth more.
 *
 * @throws Error of the transport, of the signal, or because the body is too long
 */
export function exchange(pool: Pool, { method, path, headers, body, signal, maxBytes }: Sending): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(aborted());
    let controller: Dispatcher.DispatchController | undefined;
    const abort = () => {
      controller?.abort(aborted());
      reject(aborted());
    };
    const over = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort, { once: true });

    const chunks: Buffer[] = [];
    let length = 0;
    let statusCode = 0;
    let received: IncomingHttpHeaders = {};
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        if (signal.aborted) abort();
      },
      onResponseStart(_, status, responseHeaders) {
        statusCode = status;
        received = responseHeaders;
      },
      onResponseData(_, chunk) {
        length += chunk.length;
        if (length > maxBytes) controller?.abort(new Error(`the answer is longer than ${maxBytes} bytes`));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        over();
        const whole = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
        resolve({ statusCode, headers: received, body: whole });
      },
      onResponseError(_, error) {
        over();
        reject(error);
      },
    };
    pool.dispatch({ method: method as Dispatcher.HttpMethod, path, headers, body }, handler);
  });
}

const aborted = () => new Error("the request's time ran out before the answer came");
