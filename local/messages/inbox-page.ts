import { countOf, escapeHtml, type Link, livePage, timeElement } from "../page/index.ts";
import type { WireAnswer } from "../wire/index.ts";
import type { Message } from "./message.ts";

const SHOWN_MESSAGES = 100;

const STYLE = `
body { max-width: 44rem; }
article { border-top: 1px solid #8886; padding: 1rem 0; }
article header { display: flex; flex-wrap: wrap; gap: 0 1rem; font-size: .875rem; opacity: .8; }
article bdi { flex: auto; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: .25rem 0; overflow-wrap: anywhere; }
pre { font: inherit; margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
pre:dir(rtl) { text-align: right; }
iframe { box-sizing: border-box; width: 100%; height: 24rem; border: 1px solid #8886; background: #fff; color-scheme: light; resize: vertical; }
`;

/** Renders the inbox as a page for people. It shows the newest 100 messages. */
export const inboxPage = (messages: Message[], links: Link[]): WireAnswer =>
  livePage({
    title: "Inbox",
    status: countOf(messages.length, SHOWN_MESSAGES, "message"),
    tools: '<button type="button" value="/inbox.json">Empty</button>',
    links,
    main: messages.slice(0, SHOWN_MESSAGES).map(renderMessage).join("\n"),
    style: STYLE,
  });

function renderMessage({ id, channel, to, subject, text, html, sentAt }: Message): string {
  return [
    `<article id="${escapeHtml(id)}">`,
    `<header><span>${channel === "SMS" ? "SMS" : "E-mail"}</span> <bdi>${escapeHtml(to)}</bdi>`,
    `${timeElement(sentAt)}</header>`,
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
