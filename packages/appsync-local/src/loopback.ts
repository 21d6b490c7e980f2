import type { HttpResponse } from "./http-server.ts";

const LOOPBACK = String.raw`(localhost|127\.0\.0\.1|\[::1\])(:\d+)?`;
const LOOPBACK_HOST = new RegExp(`^${LOOPBACK}$`, "i");
const LOOPBACK_ORIGIN = new RegExp(`^https?://${LOOPBACK}$`, "i");

/**
 * Whether a request comes from this machine and from no page of another one. A browser on this machine would carry in a page
 * whose host name was rebound to a loopback address, which its Host shows, and a page that calls loopback openly, which its Origin shows.
 *
 * @param headers of the request, by their names in lower case
 */
export const isLocal = ({ host = "", origin }: Record<string, string | undefined>): boolean =>
  LOOPBACK_HOST.test(host) && (origin === undefined || LOOPBACK_ORIGIN.test(origin));

/** What a request is answered that is not local. */
export const NOT_LOCAL: HttpResponse = {
  status: 403,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: "Only this machine may call: use localhost, 127.0.0.1 or [::1], and no page of another host.\n",
};

/** Whether an address, or the name of one, is reached from this machine alone. */
export const isLoopback = (address: string): boolean => /^(::ffff:)?127\.|^::1$|^localhost$/i.test(address);
