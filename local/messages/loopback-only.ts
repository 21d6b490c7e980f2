import type { WireAnswer, WireHandler, WireRequest } from "../wire/index.ts";

const LOOPBACK = String.raw`(localhost|127\.0\.0\.1|\[::1\])(:\d+)?`;
const LOOPBACK_HOST = new RegExp(`^${LOOPBACK}$`, "i");
const LOOPBACK_ORIGIN = new RegExp(`^https?://${LOOPBACK}$`, "i");

/**
 * Answers 403 to web pages of other hosts, which a browser on this machine might have open. The Host header shows a page whose
 * name was rebound to this machine (DNS rebinding); the Origin header shows a page that calls this machine directly.
 */
export function loopbackOnly(handler: WireHandler): WireHandler {
  return (request) => (isFromHere(request) ? handler(request) : REFUSAL);
}

const isFromHere = ({ headers: { host = "", origin } }: WireRequest) =>
  LOOPBACK_HOST.test(host) && (origin === undefined || LOOPBACK_ORIGIN.test(origin));

const REFUSAL: WireAnswer = {
  status: 403,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: "Only this machine may call: use localhost, 127.0.0.1 or [::1], and no page of another host.\n",
};
