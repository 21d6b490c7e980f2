import { createHash } from "node:crypto";
import type { WireAnswer } from "../wire/index.ts";
import { escapeHtml } from "./html.ts";

/** A way to another page. */
export interface Link {
  name: string;
  url: string;
}

/** What differs from one live page to another. */
export interface LivePage {
  title: string;
  /** One line beside the title, e.g. how much there is. */
  status: string;
  /** HTML beside them, e.g. a link. It stays as it was when the page was opened. */
  tools: string;
  /** The other pages of the service. */
  links: Link[];
  /** HTML: elements with an id each. One that is on the page stays as it is until it is gone. */
  main: string;
  /** CSS beside that of every live page. */
  style: string;
}

// The browser's own scroll anchoring would come on top of the script's.
const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; overflow-anchor: none; }
body { margin: 2rem auto; padding: 0 1rem; }
body > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; margin-bottom: 1rem; }
h1 { font-size: 1.25rem; margin: 0; }
[role=status] { flex: 1 1 9rem; min-width: 0; overflow-wrap: anywhere; opacity: .7; }
nav { display: flex; flex-wrap: wrap; gap: 0 1rem; }
`;

/**
 * Looks for news once a second. Elements that are on the page already are left where they are, so that nothing closes and neither the focus
 * nor a selection is lost. What a person reads stays in its place in the window. Somebody at the top of the page, who has neither focus nor
 * selection below it, sees what is new.
 */
const SCRIPT = `
const main = document.querySelector("main");
const status = document.querySelector("[role=status]");
let shown = "";
async function refresh() {
  try {
    const page = await (await fetch(location.href)).text();
    if (page !== shown) show(new DOMParser().parseFromString(page, "text/html"));
    shown = page;
  } catch {
    shown = "";
    status.textContent = "Not reachable";
  }
}
function show(page) {
  const read = whatIsRead();
  const top = read?.getBoundingClientRect().top;
  const parts = [...page.querySelector("main").children];
  const ids = new Set(parts.map(({ id }) => id));
  for (const old of [...main.children]) if (!ids.has(old.id)) old.remove();
  let next = main.firstElementChild;
  for (const part of parts) {
    const own = document.getElementById(part.id) ?? part;
    if (own === next) next = next.nextElementSibling;
    else main.insertBefore(own, next);
  }
  status.textContent = page.querySelector("[role=status]").textContent;
  if (read?.isConnected) scrollBy({ top: read.getBoundingClientRect().top - top, behavior: "instant" });
}
function whatIsRead() {
  const { anchorNode, isCollapsed } = getSelection();
  const marked = [document.activeElement, isCollapsed ? null : anchorNode];
  const parts = [...main.children];
  const inView = (part) => part.getBoundingClientRect().bottom > 0 && part.getBoundingClientRect().top < innerHeight;
  const markedPart = parts.find((part) => marked.some((node) => part.contains(node)) && inView(part));
  return markedPart ?? (scrollY > 0 ? parts.find(inView) : undefined);
}
setInterval(() => document.hidden || refresh(), 1000);
document.querySelector("button[value]")?.addEventListener("click", async ({ target }) => {
  await fetch(target.value, { method: "DELETE" });
  await refresh();
});
`;

/**
 * The pages' Content-Security-Policy. A frame inside of one inherits it. An e-mail may bring only its own styles, so styles cannot be
 * allowed by a hash.
 */
const POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`,
  "style-src 'unsafe-inline'",
  "img-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Answers with a page that shows what comes while it is open, and that loads nothing from other sites. */
export function livePage({ title, status, tools, links, main, style }: LivePage): WireAnswer {
  const ways = links.map(({ name, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(name)}</a>`).join(" ");
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}${style}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1><span role="status">${escapeHtml(status)}</span>${tools}${ways && `<nav>${ways}</nav>`}</header>
<main>
${main}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
  return privateAnswer(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY }, html);
}

/** An answer that no cache keeps and that no page of another origin embeds: what these pages show is nobody else's. */
export const privateAnswer = (status: number, headers: Record<string, string>, body: string): WireAnswer => ({
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

/** The same of JSON. */
export const privateJson = (status: number, value: object): WireAnswer =>
  privateAnswer(status, { "content-type": "application/json" }, JSON.stringify(value));

/** Says which methods there are. @param allow e.g. `GET, DELETE` */
export const notAllowed = (allow: string): WireAnswer => privateAnswer(405, { allow }, "");

/** Leads to another address. @param location e.g. `/inbox` */
export const seeOther = (location: string): WireAnswer => privateAnswer(303, { location }, "");
