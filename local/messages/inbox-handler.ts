import type { WireAnswer, WireHandler } from "../wire/index.ts";
import type { Inbox } from "./inbox.ts";
import { PAGE_POLICY, renderInboxPage } from "./inbox-page.ts";

const ONE_MESSAGE = /^\/inbox\/([^/]+)\.json$/;

/**
 * Serves the inbox over HTTP: `GET /inbox` is a page for people, `GET /inbox.json` is the list, newest first,
 * `GET /inbox/<id>.json` is one message with its attributes, and `DELETE /inbox.json` empties the inbox.
 */
export function createInboxHandler(inbox: Inbox): WireHandler {
  return ({ method, path }) => {
    if (path === "/inbox") return method === "GET" ? page(inbox) : notAllowed("GET");
    if (path === "/inbox.json") {
      if (method === "GET") return json(200, inbox.list());
      if (method !== "DELETE") return notAllowed("GET, DELETE");
      inbox.clear();
      return answer(204, {}, "");
    }
    const id = ONE_MESSAGE.exec(path)?.[1];
    if (id === undefined) return json(404, { message: `There is nothing at ${path}: the inbox is at /inbox.` });
    if (method !== "GET") return notAllowed("GET");
    return json(...findMessage(inbox, id));
  };
}

function findMessage(inbox: Inbox, id: string): [number, object] {
  const message = inbox.find(id);
  return message ? [200, message] : [404, { message: `There is no message ${id}.` }];
}

/** Answers contain codes, so no cache may keep them and no page of another origin may embed them. */
const answer = (status: number, headers: Record<string, string>, body: string): WireAnswer => ({
  status,
  headers: {
    ...headers,
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  },
  body,
});

const json = (status: number, value: object) =>
  answer(status, { "content-type": "application/json" }, JSON.stringify(value));

const notAllowed = (allow: string) => answer(405, { allow }, "");

const page = (inbox: Inbox) =>
  answer(
    200,
    { "content-type": "text/html; charset=utf-8", "content-security-policy": PAGE_POLICY },
    renderInboxPage(inbox.list()),
  );
