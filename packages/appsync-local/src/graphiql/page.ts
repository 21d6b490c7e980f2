import type { HttpResponse, ReceivedRequest } from "../http-server.ts";
import { isLocal, isLoopback, NOT_LOCAL } from "../loopback.ts";
import type { PageCaller } from "./callers.ts";
import { FILES_PATH, pageFiles } from "./files.ts";
import type { PageStart } from "./start.ts";

/** What the page that a browser gets from the endpoint shows beside GraphiQL. */
export interface PageOptions {
  /** Default "AppSync on this machine". */
  title?: string;
  /** Pages that belong to this one. */
  links?: { name: string; url: string }[];
  /**
   * As whom requests can be sent; the first is chosen at the beginning. Asked anew each time. Default: the API keys and the IAM principals
   * of the description.
   */
  callers?(): PageCaller[];
}

/** Where the page asks for a caller's headers. */
const HEADERS_PATH = `${FILES_PATH}headers`;

/** Scripts and calls of the page's own origin alone. GraphiQL and its editor write styles, and bring fonts along. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * Serves GraphiQL: the page for a GET of `/graphql`, and what it asks for below `FILES_PATH`. Callers' credentials stay here: the page asks for
 * the headers of one request at a time. It gets them on this machine alone, and no page of another origin does.
 *
 * @param callers the `callers` of the options, or their default
 * @returns null for a request that is not for the page
 */
export const servePage =
  ({ title = "AppSync on this machine", links = [] }: PageOptions, callers: () => PageCaller[], scheme: string) =>
  async (request: ReceivedRequest): Promise<HttpResponse | null> => {
    const { method, headers } = request;
    const path = request.url.split("?", 1)[0] as string;
    if (path === "/graphql" && method === "GET" && headers.accept?.includes("text/html")) {
      const offered = mayActAs(request, scheme)
        ? callers().map(({ name, id = name, query }) => ({ id, name, query }))
        : null;
      return html({ title, links, callers: offered, headersPath: HEADERS_PATH });
    }
    if (path === HEADERS_PATH && method === "POST") {
      if (!mayActAs(request, scheme)) return NOT_LOCAL;
      return headersOf(callers(), new URL(`${scheme}://${headers.host}/graphql`), request.body.toString());
    }
    if (!path.startsWith(FILES_PATH) || method !== "GET") return null;
    return pageFiles().find(path.slice(FILES_PATH.length)) ?? null;
  };

/** Whether it comes from this machine, and from a page of this origin or from no page at all. */
const mayActAs = ({ headers, sourceIp }: ReceivedRequest, scheme: string): boolean =>
  isLoopback(sourceIp) &&
  isLocal(headers) &&
  (headers.origin === undefined || headers.origin === `${scheme}://${headers.host}`);

/** @param asked the JSON of `{ id, body }`: the caller's, and the body that the page is about to send */
async function headersOf(callers: PageCaller[], url: URL, asked: string): Promise<HttpResponse> {
  try {
    const { id: wanted, body } = JSON.parse(asked) as { id: string; body: string };
    const caller = callers.find(({ name, id = name }) => id === wanted);
    if (!caller) return json(404, { message: "There is no such caller any more: reload the page." });
    return json(200, { headers: await caller.authorize({ url, body }) });
  } catch (error) {
    return json(500, { message: `No headers could be made: ${(error as Error).message}` });
  }
}

const json = (status: number, value: unknown): HttpResponse => ({
  status,
  headers: { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff" },
  body: JSON.stringify(value),
});

function html(start: PageStart): HttpResponse {
  const { script, style } = pageFiles();
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${start.title.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
<link rel="stylesheet" href="${FILES_PATH}${style}">
<script type="application/json" id="start">${JSON.stringify(start).replaceAll("<", "\\u003c")}</script>
<script type="module" src="${FILES_PATH}${script}"></script>
</head>
<body><div id="root"></div><noscript>GraphiQL needs JavaScript.</noscript></body>
</html>
`;
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
    body,
  };
}

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#d60690" stroke-width="1.5"><path d="M8 1.5l5.6 3.3v6.4L8 14.5l-5.6-3.3V4.8z"/><path d="M8 1.5l5.6 9.7H2.4z"/></svg>`;
