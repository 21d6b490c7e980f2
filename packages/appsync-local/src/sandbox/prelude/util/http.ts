import type { HttpUtils } from "@aws-appsync/utils/lib/http-utils.js";
import { recordOf } from "../arguments.ts";
import type { Invocation } from "../invocation.ts";
import { entries, fromEntries, toJson } from "../primordials.ts";
import { toUtf8 } from "./utf8.ts";

/** Headers that AppSync neither forwards with requests nor lets responses set. */
const RESTRICTED = [
  "transfer-encoding",
  "connection",
  "host",
  "expect",
  "keep-alive",
  "upgrade",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "content-length",
];
/** Response headers that only AppSync sets. */
const RESERVED = [
  "access-control-allow-credentials",
  "access-control-allow-origin",
  "access-control-expose-headers",
  "access-control-max-age",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "vary",
  "content-type",
];
const MAX_BYTES = 4096;

/**
 * `util.http`. A response header that AppSync would not send is left out and a `ResponseHeaderError` is appended
 * instead, as documented; its messages are this package's own [?].
 */
export function createHttp(current: () => Invocation) {
  function addResponseHeader(name: string, value: unknown): void {
    const { headers, appended } = current();
    const text = typeof value === "string" ? value : toJson(value);
    const message = fault(name, value, text) ?? excess([...headers, [name, text]]);
    if (message) appended.push({ message, type: "ResponseHeaderError", data: null, info: null });
    else headers.push([name, text]);
  }
  return {
    copyHeaders(headers) {
      const given = entries(recordOf(headers, "util.http.copyHeaders: the headers"));
      return fromEntries(given.filter(([name]) => RESTRICTED.indexOf(name.toLowerCase()) < 0));
    },
    addResponseHeader,
    addResponseHeaders(headers) {
      for (const [name, value] of entries(recordOf(headers, "util.http.addResponseHeaders: the headers"))) {
        addResponseHeader(name, value);
      }
    },
  } satisfies HttpUtils;
}

function fault(name: unknown, value: unknown, text: string | undefined): string | undefined {
  if (typeof name !== "string" || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    return `Response header name ${toJson(name)} is empty or not a header name`;
  }
  const lower = name.toLowerCase();
  const restricted = RESTRICTED.indexOf(lower) >= 0 || RESERVED.indexOf(lower) >= 0;
  if (restricted || /^x-amzn?-/.test(lower)) return `Response header ${name} is restricted`;
  if (value === null || text === undefined) return `Response header ${name} has no value`;
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text))
    return `Response header ${name} has a character that headers cannot carry`;
  return undefined;
}

function excess(headers: [name: string, value: string][]): string | undefined {
  const size = toUtf8(headers.map((header) => header.join("")).join("")).length;
  return size > MAX_BYTES ? `Response headers take ${size} bytes, more than ${MAX_BYTES}` : undefined;
}
