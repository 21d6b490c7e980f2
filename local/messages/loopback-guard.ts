import type { WireAnswer, WireHandler, WireRequest } from "../wire/index.ts";

const LOOPBACK = String.raw`(localhost|127\.0\.0\.1|\[::1\])(:\d+)?`;
const LOOPBACK_HOST = new RegExp(`^${LOOPBACK}$`, "i");
const LOOPBACK_ORIGIN = new RegExp(`^https?://${LOOPBACK}$`, "i");

/**
 * Keeps pages from elsewhere out, which a browser on this machine would otherwise carry in: those whose name was rebound to
 * this machine, by the Host that they call, and those that call this machine openly, by their Origin. They are answered 403.
 */
export function guardLoopback(handler: WireHandler): WireHandler {
  return (request) => (isFromHere(request) ? handler(request) : REFUSAL);
}

const isFromHere = ({ headers: { host = "", origin } }: WireRequest) =>
  LOOPBACK_HOST.test(host) && (origin === undefined || LOOPBACK_ORIGIN.test(origin));

const REFUSAL: WireAnswer = {
  status: 403,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: "This is for this machine alone: call it as localhost, 127.0.0.1 or [::1], and from no page of another host.\n",
};
