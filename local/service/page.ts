import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type HttpHandler, type HttpResponse, isLocal, NOT_LOCAL } from "appsync-local/http";
import { USER_POOL } from "../../contract/user-pool.ts";
import type { Settings } from "../../settings/schema.ts";
import { buildPage, type PageFile } from "../../web/build.ts";
import { cacheControl, configOfSettings, pageHeaders } from "../../web/served.ts";
import type { Config } from "../../web/src/config.ts";
import { ACCOUNTS, PASSWORD } from "../accounts.ts";
import { notAllowed, privateAnswer, privateJson } from "../page/index.ts";
import type { StandIns } from "./stand-ins.ts";
import type { LocalState } from "./state.ts";

/** The most messages and events that the page is told. */
const SHOWN_MESSAGES = 50;
const SHOWN_EVENTS = 100;
const DOCS_FOLDER = fileURLToPath(new URL("../../docs", import.meta.url));
const DOCS_PATH = /^\/docs(\/[\w/-]+\.md)$/;

/**
 * Serves the page on the API's origin: its files, its configuration, the newest messages and events, and the documentation as text. Messages
 * and events are there for the page of this origin alone: no other one may read the answers, nor a page whose host name was rebound (S47).
 */
export function servePage(settings: Settings, state: LocalState, standIns: StandIns): HttpHandler {
  const { cognito, messages, events } = standIns;
  const config = JSON.stringify(configOf(settings, state, standIns));
  const headers = pageHeaders(cognito.url);
  const answers: Record<string, () => HttpResponse> = {
    "/config.json": () => privateAnswer(200, { "content-type": "application/json" }, config),
    "/inbox.json": () => privateJson(200, messages.inbox.list().slice(0, SHOWN_MESSAGES)),
    "/events.json": () => privateJson(200, events.feed.list([]).slice(0, SHOWN_EVENTS)),
  };
  /** What is at a path; undefined where there is nothing. */
  const find = (path: string): HttpResponse | undefined => {
    if (answers[path]) return answers[path]();
    const page = DOCS_PATH.exec(path)?.[1];
    if (page) return document(page);
    const file = buildPage().get(path === "/" ? "index.html" : path.slice(1));
    return file && fileAnswer(file, headers);
  };
  return ({ method, url, headers: sent }) => {
    if (!isLocal(sent)) return NOT_LOCAL;
    const path = url.split("?", 1)[0] as string;
    const found = find(path);
    if (!found) return privateJson(404, { message: `There is nothing at ${path}: the page is at /.` });
    return method === "GET" ? found : notAllowed("GET");
  };
}

function configOf(
  settings: Settings,
  { pool: { id, clientIds }, apiKey }: LocalState,
  { cognito, messages, events }: StandIns,
): Config {
  return {
    ...configOfSettings(settings),
    graphqlUrl: "graphql",
    apiKey,
    userPoolId: id,
    userPoolClientId: clientIds.app,
    operatorsClientId: clientIds.operators,
    cognitoUrl: cognito.url,
    passwordPolicy: USER_POOL.passwordPolicy,
    eventsUrl: "events.json",
    local: {
      inboxUrl: "inbox.json",
      accounts: ACCOUNTS.map(({ email, groups }) => ({
        username: email,
        password: PASSWORD,
        operator: groups.includes("admin"),
      })),
      links: { graphiql: "graphql", inbox: messages.inboxUrl, events: events.eventsUrl, docs: "docs/README.md" },
    },
  };
}

/** A file of the page, with the header fields that a deployed stage sends, too. */
const fileAnswer = ({ type, body, immutable }: PageFile, headers: Record<string, string>): HttpResponse => ({
  status: 200,
  headers: { "content-type": type, "cache-control": cacheControl(immutable), ...headers },
  body: Buffer.from(body),
});

/** A page of the documentation as it is written; undefined if there is none of that name. */
function document(page: string): HttpResponse | undefined {
  try {
    return privateAnswer(
      200,
      { "content-type": "text/plain; charset=utf-8" },
      readFileSync(DOCS_FOLDER + page, "utf8"),
    );
  } catch {
    return undefined;
  }
}
