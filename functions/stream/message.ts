import { escaped, htmlEmail } from "../email-html.ts";
import { nearest } from "../locale.ts";
import type { Email } from "../ses.ts";
import { utcTime } from "../utc-time.ts";
import type { Notice } from "./notices.ts";
import type { Recipient } from "./recipient.ts";
import type { StreamSettings } from "./settings.ts";
import { TEXTS } from "./texts/index.ts";

/** Renders a notice. It holds no code, no link and no address: whoever gets a false one finds nothing in it to fall for. */
export function messageOf(
  { occasion, at }: Notice,
  { email: to, locale }: Recipient,
  { serviceName: service, languages }: Pick<StreamSettings, "serviceName" | "languages">,
): Email {
  const language = nearest(locale, languages);
  const { direction, occasions, never } = TEXTS[language];
  const words = occasions[occasion];
  const subject = words.subject(service);
  const paragraphs = [words.happened(service, utcTime(at, direction)), words.advice(service), never, service];
  return {
    to,
    subject,
    text: `${paragraphs.join("\n\n")}\n`,
    html: htmlEmail({
      language,
      direction,
      title: subject,
      body: paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join("\n"),
    }),
  };
}
