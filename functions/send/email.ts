import { codeBox, details, htmlEmail, muted, paragraph, written } from "../email-html.ts";
import type { Content } from "./content.ts";
import { sentences } from "./texts/texts.ts";

/** Gives the text part of an e-mail: the code stands alone on a line. */
export function emailText({ code, service, words, texts, minutes, transaction, own }: Content): string {
  if (own !== null) return own;
  const lines = transaction ? [`${texts.amount}: ${transaction.sum}\n${texts.payee}: ${transaction.payee}`] : [];
  const warning = sentences(texts.valid(minutes), texts.warning);
  return `${[words.intro(service), ...lines, code, warning, service].join("\n\n")}\n`;
}

/** Gives the HTML part. What an inbox shows beside the subject holds no code. */
export function emailHtml(content: Content, subject: string): string {
  const { language, service, texts, minutes } = content;
  const preview = sentences(texts.valid(minutes), texts.warning);
  return htmlEmail({ language, direction: texts.direction, title: subject, preview, service, body: bodyOf(content) });
}

/** Codes above this length are smaller, so that the narrowest phones show them on one line. */
const LARGE = 10;

function bodyOf({ code, service, words, texts, minutes, transaction, own }: Content): string[] {
  if (own !== null) return [written(own)];
  const rows: [string, string][] = transaction
    ? [
        [texts.amount, transaction.sum],
        [texts.payee, transaction.payee],
      ]
    : [];
  return [
    paragraph(words.intro(service)),
    ...(rows.length > 0 ? [details(rows)] : []),
    codeBox(code, code.length > LARGE ? 22 : 32),
    muted(texts.valid(minutes)),
    muted(texts.warning),
  ];
}
