import type { Json } from "../contracts.ts";
import { checkFields, type JsonObject, objectAt, RequestRefusal, requiredString, stringAt } from "./refusal.ts";

const REQUEST = { version: false, method: true, resourcePath: true, params: false };
const PARAMS = { headers: false, query: false, body: false };
const METHODS = new Set(["GET", "POST", "PUT", "DELETE", "PATCH"]);
/** AppSync's guide says that these cannot be set, and which content types there are. */
const RESERVED_HEADERS = new Set(["host", "connection", "user-agent", "expect", "transfer-encoding", "content-length"]);
const CONTENT_TYPE =
  /^(text\/[\w.+-]+|application\/(xml|json|soap\+xml|x-amz-json-1\.[01]|vnd\.api\+json|x-ndjson))\s*(;|$)/i;
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
const PATH = /^\/[\u0020-\u007e\u0080-\u{10ffff}]*$/u;

/** What is to be sent, checked. */
export interface HttpSending {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | null;
}

/**
 * Reads `{method, resourcePath, params: {headers, query, body}}`.
 *
 * @param origin of the data source: no path leads away from it
 * @throws RequestRefusal that names what is wrong
 */
export function readHttpRequest(request: JsonObject, origin: string): HttpSending {
  checkFields(request, REQUEST);
  const method = requiredString(request.method, "$[method]");
  if (!METHODS.has(method)) throw new RequestRefusal(`Unsupported method '${method}' for '$[method]'.`);
  const params = objectAt(request.params ?? {}, "$[params]");
  checkFields(params, PARAMS, "$[params]");
  return {
    method,
    url: readUrl(requiredString(request.resourcePath, "$[resourcePath]"), params.query, origin),
    headers: readHeaders(objectAt(params.headers ?? {}, "$[params][headers]")),
    body: readBody(params.body),
  };
}

function readUrl(path: string, query: Json | undefined, origin: string): URL {
  if (!PATH.test(path)) {
    throw new RequestRefusal("'$[resourcePath]' has to start with '/' and hold no control characters.");
  }
  const url = new URL(origin + path);
  const pairs = Object.entries(objectAt(query ?? {}, "$[params][query]")).map(
    // Not as forms encode it: there a space is a plus, which signatures do not know.
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(value))}`,
  );
  url.search = [url.search.slice(1), ...pairs].filter((part) => part !== "").join("&");
  return url;
}

function readHeaders(given: JsonObject): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const path = `$[params][headers][${name}]`;
    const text = stringAt(value, path);
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(text)) {
      throw new RequestRefusal(`'${path}' is no valid header.`);
    }
    const lower = name.toLowerCase();
    if (RESERVED_HEADERS.has(lower)) throw new RequestRefusal(`'${path}' cannot be set.`);
    if (lower === "content-type" && !CONTENT_TYPE.test(text)) {
      throw new RequestRefusal(`Unsupported content type '${text}' for '${path}'.`);
    }
    headers[lower] = text;
  }
  return headers;
}

/** A string goes out as it is, anything else as JSON. [?] */
function readBody(body: Json | undefined): string | null {
  return (body ?? null) === null ? null : textOf(body as Json);
}

const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
