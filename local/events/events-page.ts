import { countOf, escapeHtml, livePage, timeElement } from "../page/index.ts";
import type { WireAnswer } from "../wire/index.ts";
import type { Detail } from "./feed.ts";

const SHOWN_EVENTS = 200;

/** The fields that have a place of their own; all others are listed by name. */
const PLACED = ["id", "type", "time", "result", "tenant", "subject"];

const STYLE = `
body { max-width: 60rem; }
article { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; border-top: 1px solid #8886; padding: .5rem 0; }
article > :first-child { grid-row: span 2; font-size: .875rem; opacity: .8; }
h2 { font: inherit; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
h2 small { font-weight: 400; opacity: .8; }
.FAILURE h2::after { content: "failure"; margin-inline-start: .5rem; padding: 0 .375rem; border-radius: .25rem; background: #c63; color: #000; font-size: .75rem; }
dl { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: 0; font-size: .875rem; }
dl div { display: flex; gap: .25rem; min-width: 0; }
dt { opacity: .7; white-space: nowrap; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 36rem) { article { grid-template-columns: 1fr; } }
`;

/** Renders the events as a page for people. It shows the newest 200. @param filter as it was asked for, e.g. `tenant=pool` */
export const eventsPage = (events: Detail[], filter: string): WireAnswer =>
  livePage({
    title: "Events",
    status: [countOf(events.length, SHOWN_EVENTS, "event"), filter].filter(Boolean).join(" of "),
    tools: `${filter ? '<a href="/events">All</a> ' : ""}<a href="${escapeHtml(`/events.json${filter && `?${filter}`}`)}">JSON</a>`,
    main: events.slice(0, SHOWN_EVENTS).map(renderEvent).join("\n"),
    style: STYLE,
  });

function renderEvent(event: Detail): string {
  const { id, type, time, result, tenant, subject } = event;
  const who = [tenant, subject].filter((name) => name != null);
  const more = Object.entries(event).filter(([name, value]) => !PLACED.includes(name) && value !== null);
  return [
    `<article id="${escapeHtml(`${id}`)}" class="${result === "FAILURE" ? "FAILURE" : ""}">`,
    timeElement(`${time}`),
    `<h2>${escapeHtml(`${type}`)} <small><bdi>${who.map((name) => escapeHtml(`${name}`)).join("</bdi> <bdi>")}</bdi></small></h2>`,
    `<dl>${more.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd><bdi>${escapeHtml(`${value}`)}</bdi></dd></div>`).join("")}</dl>`,
    "</article>",
  ].join("");
}
