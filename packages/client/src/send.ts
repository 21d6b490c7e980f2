import type { Caller } from "./callers.ts";
import { type ErrorEntry, HttpError, NetworkError } from "./errors.ts";

/** How requests reach the API. */
export interface Connection {
  url: URL;
  caller: Caller;
  fetch: typeof fetch;
  /** For how long one attempt may take. */
  attemptMilliseconds: number;
}

/** An answer of GraphQL. */
export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: ErrorEntry[];
}

/**
 * Sends one request.
 *
 * @throws NetworkError without an answer, HttpError with one that is none of GraphQL, the signal's reason once it is aborted
 */
export async function send(connection: Connection, body: string, signal: AbortSignal | undefined): Promise<Answer> {
  const { url, caller } = connection;
  const headers = { "content-type": "application/json", ...(await caller.authorize({ url, body })) };
  const { status, text } = await exchange(connection, { method: "POST", headers, body }, signal);
  const answer = parsed(text);
  if (status === 200 && answer && ("data" in answer || answer.errors)) return answer;
  const { errorType = null, message = `the API answered with the status ${status}` } = answer?.errors?.[0] ?? {};
  throw new HttpError(status, errorType, text, message);
}

async function exchange(connection: Connection, init: RequestInit, signal: AbortSignal | undefined) {
  const timeout = AbortSignal.timeout(connection.attemptMilliseconds);
  try {
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const response = await connection.fetch(connection.url, { ...init, signal: either });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new NetworkError(`no answer from ${connection.url.host}`, { cause });
  }
}

function parsed(text: string): Answer | null {
  try {
    return Object(JSON.parse(text));
  } catch {
    return null;
  }
}
