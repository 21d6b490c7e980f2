import { clockElement, countOf, escapeHtml, type Link, livePage, timeElement, valueElement } from "../page/index.ts";
import type { WireAnswer } from "../wire/index.ts";
import { STYLE } from "./events-style.ts";
import type { Detail } from "./feed.ts";

const SHOWN_EVENTS = 200;

/** The fields that have a place in an event's row; all others are listed below it by name. */
const PLACED = ["type", "time", "result", "subject", "destination"];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });

interface Shown {
  /** What was asked for. */
  filter: URLSearchParams;
  /** Says an event in a short sentence. */
  describe: (event: Detail) => string;
  /** What to say while there is no event. */
  hint: string;
  links: Link[];
}

/** Renders the events as a page for people. It shows the 200 that came last, by day and time. */
export function eventsPage(events: Detail[], { filter, describe, hint, links }: Shown): WireAnswer {
  // Some come late. The order of those of the same second is that in which they came.
  const shown = events.slice(0, SHOWN_EVENTS).toSorted((a, b) => `${b.time}`.localeCompare(`${a.time}`));
  const days = Map.groupBy(shown, dayOf);
  const failures = !filter.has("result") && !filter.has("id") && events.some(isFailure);
  return livePage({
    title: "Events",
    status: countOf(events.length, SHOWN_EVENTS, "event", filter.size > 0 ? "match" : "yet"),
    tools: `<a href="${addressOf(filter, "/events.json")}">JSON</a>`,
    links,
    main: [
      filter.size > 0 ? `<p id="filter">${[...filter].map((each) => renderChip(filter, ...each)).join(" ")}</p>` : "",
      failures ? `<p id="failures">${linkTo(filter, "result", "FAILURE", "Only failures")}</p>` : "",
      events.length === 0 && filter.size === 0 && hint !== "" ? `<p id="none">${escapeHtml(hint)}</p>` : "",
      ...[...days].flatMap(([day, ofDay]) => [
        `<h2 id="day-${escapeHtml(day)}">${nameOf(day)}</h2>`,
        ...ofDay.map((event) => renderEvent(event, filter, describe(event))),
      ]),
      events[0] && filter.has("id") ? renderJson(events[0]) : "",
    ].join("\n"),
    style: STYLE,
  });
}

/** A page that says why it shows no events. */
export const unknownFieldPage = (message: string, links: Link[]): WireAnswer => ({
  ...livePage({
    title: "Events",
    status: "",
    tools: '<a href="/events">All</a>',
    links,
    main: `<p id="unknown">${escapeHtml(message)}</p>`,
    style: STYLE,
  }),
  status: 400,
});

const isFailure = ({ result }: Detail) => result === "FAILURE";
const dayOf = ({ time }: Detail) => (TIME.test(`${time}`) ? `${time}`.slice(0, 10) : "");
const nameOf = (day: string) => (Number.isNaN(Date.parse(day)) ? "No time" : `${DAY.format(new Date(day))}, UTC`);

function renderEvent(event: Detail, filter: URLSearchParams, sentence: string): string {
  const { id, type, time, subject = null, destination = null } = event;
  const link = (name: string, value: unknown) => (value === null ? "" : linkTo(filter, name, `${value}`));
  // What was not the case is not worth a place: JSON has it.
  const others = Object.entries(event).filter(
    ([name, value]) => !PLACED.includes(name) && value !== null && value !== false,
  );
  return [
    `<article id="${escapeHtml(`${id}`)}"${isFailure(event) ? ' class="FAILURE"' : ""}>`,
    `<a href="${addressOf(new URLSearchParams({ id: `${id}` }))}">${dayOf(event) === "" ? "No time" : clockElement(`${time}`)}</a>`,
    `<h3>${escapeHtml(sentence)} ${link("type", type)}</h3>`,
    `<span>${link("subject", subject)}</span><span>${link("destination", destination)}</span>`,
    `<details${filter.has("id") ? " open" : ""}><summary>More</summary>`,
    `<dl>${others.map(([name, value]) => renderField(name, value, link)).join("")}</dl></details>`,
    "</article>",
  ].join("");
}

function renderField(name: string, value: unknown, link: (name: string, value: unknown) => string): string {
  const shown = [value].flat().map((each) => (TIME.test(`${each}`) ? timeElement(`${each}`) : link(name, each)));
  return `<div><dt>${escapeHtml(name)}</dt><dd>${shown.join(", ")}</dd></div>`;
}

const renderJson = (event: Detail) => `<pre id="json">${escapeHtml(JSON.stringify(event, null, 2))}</pre>`;

/** A part of the filter, which leads to what there is without it. */
function renderChip(filter: URLSearchParams, name: string, value: string): string {
  const others = new URLSearchParams(filter);
  others.delete(name, value);
  const title = escapeHtml(`without ${name} ${value}`);
  return `<a class="chip" href="${addressOf(others)}" title="${title}">${escapeHtml(name)} ${valueElement(value)} ×</a>`;
}

/** Leads to those of the shown events that have this value. */
function linkTo(filter: URLSearchParams, name: string, value: string, text?: string): string {
  const narrower = new URLSearchParams(filter);
  narrower.set(name, value);
  return `<a href="${addressOf(narrower)}" title="${escapeHtml(value)}">${text ?? valueElement(value)}</a>`;
}

/** The address of what a filter selects, as HTML. */
const addressOf = (filter: URLSearchParams, path = "/events") =>
  escapeHtml(filter.size > 0 ? `${path}?${filter}` : path);
