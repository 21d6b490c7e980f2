import type { ActivationRequest } from "../../contract/send-request.ts";
import { escaped, htmlEmail, previewOf } from "../email-html.ts";
import { nearest } from "../locale.ts";
import type { Email } from "../ses.ts";
import { utcTime } from "../utc-time.ts";
import type { SendSettings } from "./settings.ts";
import { TEXTS } from "./texts/index.ts";

/** Renders the e-mail with an API client's activation code. Whoever gets a false one finds no link in it to fall for. */
export function activationEmail(
  { clientId, email: to, name: given, locale, expiresAt }: ActivationRequest,
  code: string,
  { serviceName: service, languages }: Pick<SendSettings, "serviceName" | "languages">,
): Email {
  const language = nearest(locale, languages);
  const { direction, activation: texts } = TEXTS[language];
  // A name's own direction must not turn the words around it (UAX #9).
  const name = direction === "rtl" ? `\u2068${given}\u2069` : given;
  const subject = texts.subject(name, service);
  const intro = texts.intro(name, service);
  const ending = `${texts.valid(utcTime(expiresAt, direction))} ${texts.warning(service)}`;
  const body = [
    previewOf(ending),
    `<p>${escaped(intro)}</p>`,
    `<p>${escaped(texts.clientId)}: <bdi dir="ltr">${clientId}</bdi></p>`,
    `<p>${escaped(texts.code)}:<br><bdi dir="ltr" style="font:bold 18px/1.4 ui-monospace,monospace">${grouped(code)}</bdi></p>`,
    `<p>${escaped(ending)}</p>`,
    `<p>${escaped(service)}</p>`,
  ];
  const lines = [intro, `${texts.clientId}: ${clientId}`, `${texts.code}:\n${grouped(code)}`, ending, service];
  return {
    to,
    subject,
    text: `${lines.join("\n\n")}\n`,
    html: htmlEmail({ language, direction, title: subject, body: body.join("\n") }),
  };
}

/** Groups of four, for reading: `activateApiClient` ignores the hyphens. */
const grouped = (code: string) => (code.match(/.{1,4}/g) as string[]).join("-");
