import { createHash } from "node:crypto";
import type { Message } from "./message.ts";

const SHOWN_MESSAGES = 100;

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
body > header { display: flex; align-items: baseline; gap: 1rem; margin-bottom: 1rem; }
h1 { font-size: 1.25rem; margin: 0; }
[role=status] { flex: 1; opacity: .7; }
article { border-top: 1px solid #8886; padding: 1rem 0; }
article header { display: flex; flex-wrap: wrap; gap: 0 1rem; font-size: .875rem; opacity: .8; }
article bdi { flex: auto; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: .25rem 0; overflow-wrap: anywhere; }
pre { font: inherit; margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
pre:dir(rtl) { text-align: right; }
iframe { box-sizing: border-box; width: 100%; height: 24rem; border: 1px solid #8886; background: #fff; color-scheme: light; resize: vertical; }
`;

/** Looks for new messages once a second. Messages on the page are left untouched, so that an open e-mail does not close. */
const SCRIPT = `
let shown = "";
async function refresh() {
  try {
    const page = await (await fetch("/inbox")).text();
    if (page !== shown) show(new DOMParser().parseFromString(page, "text/html"));
    shown = page;
  } catch {
    shown = "";
    document.querySelector("[role=status]").textContent = "Not reachable";
  }
}
function show(page) {
  for (const article of page.querySelectorAll("article")) {
    const old = document.getElementById(article.id);
    if (old) article.replaceWith(old);
  }
  for (const part of ["main", "[role=status]"]) document.querySelector(part).replaceWith(page.querySelector(part));
}
setInterval(() => document.hidden || refresh(), 1000);
document.querySelector("button").addEventListener("click", async () => {
  await fetch("/inbox.json", { method: "DELETE" });
  await refresh();
});
`;

/**
 * The page's Content-Security-Policy. The frame of an e-mail inherits it. An e-mail may bring only its own styles, so styles
 * cannot be allowed by a hash.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`,
  "style-src 'unsafe-inline'",
  "img-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Renders the inbox as a page for people. It shows the newest 100 messages and loads nothing from other sites. */
export function renderInboxPage(messages: Message[]): string {
  const articles = messages.slice(0, SHOWN_MESSAGES).map(renderMessage);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Inbox</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header><h1>Inbox</h1><span role="status">${countOf(messages.length)}</span><button type="button">Empty</button></header>
<main>
${articles.join("\n")}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function countOf(count: number): string {
  if (count === 0) return "No messages yet";
  if (count === 1) return "1 message";
  return count > SHOWN_MESSAGES ? `The newest ${SHOWN_MESSAGES} of ${count} messages` : `${count} messages`;
}

function renderMessage({ id, channel, to, subject, text, html, sentAt }: Message): string {
  return [
    `<article id="${escapeHtml(id)}">`,
    `<header><span>${channel === "SMS" ? "SMS" : "E-mail"}</span> <bdi>${escapeHtml(to)}</bdi>`,
    `<time datetime="${escapeHtml(sentAt)}">${escapeHtml(sentAt.replace("T", " ").slice(0, 19))} UTC</time></header>`,
    subject === null ? "" : `<h2 dir="auto">${escapeHtml(subject)}</h2>`,
    // A parser drops a line feed directly after the tag. This one is dropped, so the text keeps its own.
    `<pre dir="auto">\n${escapeHtml(text)}</pre>`,
    html === null ? "" : renderHtml(html),
    "</article>",
  ].join("");
}

const renderHtml = (html: string) =>
  '<details><summary>HTML</summary><iframe title="The e-mail\'s HTML" sandbox="" loading="lazy" ' +
  `srcdoc="${escapeHtml(html)}"></iframe></details>`;

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
