import { createHash } from "node:crypto";
import type { WireAnswer } from "../wire/index.ts";
import { escapeHtml } from "./html.ts";

/** What differs from one live page to another. */
export interface LivePage {
  title: string;
  /** One line beside the title, e.g. how much there is. */
  status: string;
  /** HTML beside them, e.g. a link. */
  tools: string;
  /** HTML. Whatever has an id stays as it is on the page while it is there. */
  main: string;
  /** CSS beside that of every live page. */
  style: string;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; padding: 0 1rem; }
body > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; margin-bottom: 1rem; }
h1 { font-size: 1.25rem; margin: 0; }
[role=status] { flex: 1; opacity: .7; }
`;

/** Looks for news once a second. What is on the page already is left untouched, so that what is open does not close. */
const SCRIPT = `
let shown = "";
async function refresh() {
  try {
    const page = await (await fetch(location.href)).text();
    if (page !== shown) show(new DOMParser().parseFromString(page, "text/html"));
    shown = page;
  } catch {
    shown = "";
    document.querySelector("[role=status]").textContent = "Not reachable";
  }
}
function show(page) {
  for (const part of page.querySelectorAll("main [id]")) {
    const old = document.getElementById(part.id);
    if (old) part.replaceWith(old);
  }
  for (const part of ["main", "[role=status]"]) document.querySelector(part).replaceWith(page.querySelector(part));
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
export function livePage({ title, status, tools, main, style }: LivePage): WireAnswer {
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
<header><h1>${escapeHtml(title)}</h1><span role="status">${escapeHtml(status)}</span>${tools}</header>
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
