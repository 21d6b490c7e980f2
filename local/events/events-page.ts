import { countOf, escapeHtml, livePage, timeElement } from "../page/index.ts";
import type { WireAnswer } from "../wire/index.ts";
import type { Detail } from "./feed.ts";

const SHOWN_EVENTS = 200;

/** The fields that have a place of their own; all others are listed by name. */
const PLACED = ["id", "type", "time", "result"];
/** The fields that lead to all events that share them. */
const LINKED = ["tenant", "subject", "operator", "tokenId", "replacedTokenId", "deviceId", "clientId"];
/** Longer values are cut in the middle. */
const SHOWN_CHARACTERS = 36;

const STYLE = `
body { max-width: 60rem; }
a { color: inherit; text-decoration-color: #8888; }
article { display: grid; grid-template-columns: 13rem 1fr; gap: 0 1rem; border-top: 1px solid #8886; padding: .5rem 0; }
article > :first-child { grid-row: span 2; font-size: .875rem; line-height: 1.75; opacity: .8; }
h2 { font: inherit; font-weight: 600; margin: 0; }
.FAILURE h2::after { content: "failure"; margin-inline-start: .75rem; padding: 0 .375rem; border-radius: .25rem; background: #e0823d; color: #000; font-weight: 400; font-size: .75rem; }
dl { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: 0; font-size: .875rem; }
dl div { display: flex; gap: .375rem; min-width: 0; }
dt { opacity: .7; white-space: nowrap; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { article { grid-template-columns: 1fr; } }
`;

/** Renders the events as a page for people. It shows the newest 200. @param filter what was asked for */
export const eventsPage = (events: Detail[], filter: URLSearchParams): WireAnswer =>
  livePage({
    title: "Events",
    status: [
      countOf(events.length, SHOWN_EVENTS, "event"),
      ...[...filter].map(([name, value]) => `${name} ${value}`),
    ].join(", "),
    tools: `${filter.size > 0 ? '<a href="/events">All</a> ' : ""}<a href="${escapeHtml(`/events.json?${filter}`)}">JSON</a>`,
    main: events.slice(0, SHOWN_EVENTS).map(renderEvent).join("\n"),
    style: STYLE,
  });

function renderEvent(event: Detail): string {
  const { id, type, time, result } = event;
  // What was not the case is not worth a place: JSON has it.
  const told = Object.entries(event).filter(
    ([name, value]) => !PLACED.includes(name) && value !== null && value !== false,
  );
  return [
    `<article id="${escapeHtml(`${id}`)}"${result === "FAILURE" ? ' class="FAILURE"' : ""}>`,
    timeElement(`${time}`),
    `<h2>${linkTo("type", `${type}`)}</h2>`,
    `<dl>${told.map(([name, value]) => renderField(name, `${value}`)).join("")}</dl>`,
    "</article>",
  ].join("");
}

const renderField = (name: string, value: string) =>
  `<div><dt>${escapeHtml(name)}</dt><dd><bdi>${LINKED.includes(name) ? linkTo(name, value) : escapeHtml(value)}</bdi></dd></div>`;

function linkTo(name: string, value: string): string {
  const query = new URLSearchParams({ [name]: value });
  const half = SHOWN_CHARACTERS / 2;
  const shown = value.length > SHOWN_CHARACTERS ? `${value.slice(0, half)}…${value.slice(-half)}` : value;
  return `<a href="${escapeHtml(`/events?${query}`)}" title="${escapeHtml(value)}">${escapeHtml(shown)}</a>`;
}
