import type { ActivationRequest } from "../../contract/send-request.ts";
import { codeBox, details, htmlEmail, muted, paragraph } from "../email-html.ts";
import { nearest } from "../locale.ts";
import { referenceTo } from "../reference.ts";
import type { Email } from "../ses.ts";
import { utcTime } from "../utc-time.ts";
import type { MessageSettings } from "./settings.ts";
import { TEXTS } from "./texts/index.ts";

/** Renders the e-mail with an API client's activation code. Whoever gets a false one finds no link in it to fall for. */
export function activationEmail(
  { clientId, email: to, name: given, locale, expiresAt }: ActivationRequest,
  code: string,
  { serviceName: service, languages }: Pick<MessageSettings, "serviceName" | "languages">,
): Email {
  const language = nearest(locale, languages);
  const { direction, activation: texts } = TEXTS[language];
  // A name's own direction must not turn the words around it (UAX #9).
  const name = direction === "rtl" ? `\u2068${given}\u2069` : given;
  const subject = texts.subject(name, service);
  const intro = texts.intro(name, service);
  const ending = `${texts.valid(utcTime(expiresAt, direction))} ${texts.warning(service)}`;
  const body = [
    paragraph(intro),
    details([[texts.clientId, clientId]]),
    muted(texts.code),
    codeBox(grouped(code), 16),
    muted(ending),
  ];
  const lines = [intro, `${texts.clientId}: ${clientId}`, `${texts.code}:\n${grouped(code)}`, ending, service];
  return {
    to,
    sender: service,
    subject,
    reference: referenceTo(`${clientId} ${expiresAt}`),
    text: `${lines.join("\n\n")}\n`,
    html: htmlEmail({ language, direction, title: subject, preview: ending, service, body }),
  };
}

/** Groups of four, for reading: `activateApiClient` ignores the hyphens. */
const grouped = (code: string) => (code.match(/.{1,4}/g) as string[]).join("-");
