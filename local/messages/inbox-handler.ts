import { type Link, notAllowed, privateAnswer, privateJson, seeOther } from "../page/index.ts";
import type { WireHandler } from "../wire/index.ts";
import type { Inbox } from "./inbox.ts";
import { inboxPage } from "./inbox-page.ts";

const ONE_MESSAGE = /^\/inbox\/([^/]+)\.json$/;

/**
 * Serves the inbox over HTTP: `GET /inbox` is a page for people, `GET /inbox.json` is the list, newest first,
 * `GET /inbox/<id>.json` is one message with its attributes, and `DELETE /inbox.json` empties the inbox.
 * `POST /reset` empties it with whatever else the service has to be emptied of. `/` leads to the page.
 *
 * @param reset empties the service, this inbox included
 * @param links gives the other pages of the service
 */
export function createInboxHandler(inbox: Inbox, reset: () => Promise<void>, links: () => Link[]): WireHandler {
  return async ({ method, path }) => {
    if (path === "/") return seeOther("/inbox");
    if (path === "/inbox") return method === "GET" ? inboxPage(inbox.list(), links()) : notAllowed("GET");
    if (path === "/inbox.json") {
      if (method === "GET") return privateJson(200, inbox.list());
      if (method !== "DELETE") return notAllowed("GET, DELETE");
      inbox.clear();
      return privateAnswer(204, {}, "");
    }
    if (path === "/reset") {
      if (method !== "POST") return notAllowed("POST");
      await reset();
      return privateAnswer(204, {}, "");
    }
    const id = ONE_MESSAGE.exec(path)?.[1];
    if (id === undefined) return privateJson(404, { message: `There is nothing at ${path}: the inbox is at /inbox.` });
    if (method !== "GET") return notAllowed("GET");
    return privateJson(...findMessage(inbox, id));
  };
}

function findMessage(inbox: Inbox, id: string): [number, object] {
  const message = inbox.find(id);
  return message ? [200, message] : [404, { message: `There is no message ${id}.` }];
}
