import { htmlEmail, muted, paragraph } from "../email-html.ts";
import { nearest } from "../locale.ts";
import { referenceTo } from "../reference.ts";
import type { Email } from "../ses.ts";
import { utcTime } from "../utc-time.ts";
import type { Notice } from "./notices.ts";
import type { Recipient } from "./recipient.ts";
import type { StreamSettings } from "./settings.ts";
import { TEXTS } from "./texts/index.ts";

/** Renders a notice. It holds no code, no link and no address: whoever gets a false one finds nothing in it to fall for. */
export function messageOf(
  { occasion, at, subject: subjectOf, once }: Notice,
  { email: to, locale }: Recipient,
  { serviceName: service, languages }: Pick<StreamSettings, "serviceName" | "languages">,
): Email {
  const language = nearest(locale, languages);
  const { direction, occasions, never } = TEXTS[language];
  const words = occasions[occasion];
  const subject = words.subject(service);
  const happened = words.happened(service, utcTime(at, direction));
  const paragraphs = [happened, words.advice(service), never, service];
  return {
    to,
    sender: service,
    subject,
    reference: referenceTo(`${subjectOf} ${once}`),
    text: `${paragraphs.join("\n\n")}\n`,
    html: htmlEmail({
      language,
      direction,
      title: subject,
      preview: happened,
      service,
      body: [paragraph(happened), paragraph(words.advice(service)), muted(never)],
    }),
  };
}
