import { escaped, htmlEmail, previewOf } from "../email-html.ts";
import type { Content } from "./content.ts";

/** Gives the text part of an e-mail: the code stands alone on a line. */
export function emailText({ code, service, words, texts, minutes, transaction, own }: Content): string {
  if (own !== null) return own;
  const details = transaction ? [`${texts.amount}: ${transaction.sum}\n${texts.payee}: ${transaction.payee}`] : [];
  const warning = `${texts.valid(minutes)} ${texts.warning}`;
  return `${[words.intro(service), ...details, code, warning, service].join("\n\n")}\n`;
}

/** Gives the HTML part. What an inbox shows beside the subject holds no code. */
export function emailHtml(content: Content, subject: string): string {
  const { language, texts, minutes } = content;
  const body = `${previewOf(`${texts.valid(minutes)} ${texts.warning}`)}\n${bodyOf(content)}`;
  return htmlEmail({ language, direction: texts.direction, title: subject, body });
}

function bodyOf({ code, service, words, texts, minutes, transaction, own }: Content): string {
  if (own !== null) return `<p dir="auto" style="white-space:pre-line">${escaped(own)}</p>`;
  const row = (name: string, value: string) => `${escaped(name)}: <bdi>${escaped(value)}</bdi>`;
  return [
    `<p>${escaped(words.intro(service))}</p>`,
    ...(transaction ? [`<p>${row(texts.amount, transaction.sum)}<br>${row(texts.payee, transaction.payee)}</p>`] : []),
    `<p style="font:bold 32px/1.2 ui-monospace,monospace"><bdi dir="ltr">${code}</bdi></p>`,
    `<p>${escaped(texts.valid(minutes))} ${escaped(texts.warning)}</p>`,
    `<p>${escaped(service)}</p>`,
  ].join("\n");
}
