import type { HttpResponse } from "appsync-local/http";

const LOOPBACK = String.raw`(localhost|127\.0\.0\.1|\[::1\])(:\d+)?`;
const LOOPBACK_HOST = new RegExp(`^${LOOPBACK}$`, "i");
const LOOPBACK_ORIGIN = new RegExp(`^https?://${LOOPBACK}$`, "i");

/**
 * Whether a request comes from this machine and from no page of another one (S47). A browser on this machine would carry in a page
 * whose host name was rebound to a loopback address, which its Host shows, and a page that calls loopback openly, which its Origin shows.
 */
export const isLocal = ({ host = "", origin }: Record<string, string | undefined>) =>
  LOOPBACK_HOST.test(host) && (origin === undefined || LOOPBACK_ORIGIN.test(origin));

export const NOT_LOCAL: HttpResponse = {
  status: 403,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: "Only this machine may call: use localhost, 127.0.0.1 or [::1], and no page of another host.\n",
};
