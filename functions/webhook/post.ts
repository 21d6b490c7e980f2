import { type IncomingMessage, request as plainRequest } from "node:http";
import { request } from "node:https";
import { SET_ERRORS, SET_TYPE, type SetError } from "../../contract/webhooks.ts";
import { variable } from "../environment.ts";
import { checkedLookup, checkLiteral } from "./address.ts";

/** What came of an attempt: the receiver's status, with what it says is wrong with the SET, or the name of what went wrong on the way. */
export type Answer = { status: number; error?: SetError } | { status?: undefined; error: string };

/** For looking the name up, connecting, sending and the head of the answer. */
const TIME_LIMIT = 10_000;
/** The bytes of an answer that are looked at. */
const MOST_BYTES = 4_096;

/**
 * Posts a SET to a receiver (RFC 8935, 2), over a connection of its own. A redirection is an answer like any other, and is not followed.
 * Never rejects, and what it gives holds neither address nor body.
 */
export async function post(receiver: string, set: string, signal: AbortSignal): Promise<Answer> {
  try {
    const answer = await exchange(new URL(receiver), set, AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT)]));
    const status = answer.statusCode as number;
    const error = status === 400 ? errorIn(await startOf(answer)) : undefined;
    answer.destroy();
    return error ? { status, error } : { status };
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return { error: code ?? name };
  }
}

function exchange(url: URL, set: string, signal: AbortSignal): Promise<IncomingMessage> {
  const loopback = variable("WEBHOOK_LOOPBACK") === "true";
  checkLiteral(url.hostname, loopback);
  // On one machine an operator may name this machine without TLS. Whatever else is no https, `request` refuses.
  const send = loopback && url.protocol === "http:" ? plainRequest : request;
  const headers = {
    "content-type": `application/${SET_TYPE}`,
    accept: "application/json",
    "content-length": Buffer.byteLength(set),
    "user-agent": "appsync-otp",
  };
  const lookup = checkedLookup(loopback);
  return new Promise((resolve, reject) => {
    send(url, { method: "POST", headers, agent: false, lookup, signal }, resolve)
      .on("error", reject)
      // Node ends a connection to which a receiver gives another protocol (101) without a word.
      .on("close", () => reject(Object.assign(new Error(), { code: "ECONNRESET" })))
      .end(set);
  });
}

async function startOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) {
    chunks.push(chunk);
    if (chunks.reduce((bytes, { length }) => bytes + length, 0) >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString();
}

/** Gives `err` of a receiver's error response (RFC 8935, 2.3), if it is one of those that there are. */
function errorIn(body: string): SetError | undefined {
  try {
    const { err } = Object(JSON.parse(body));
    return SET_ERRORS.find((known) => known === err);
  } catch {
    return undefined;
  }
}
