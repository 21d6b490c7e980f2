import type { Content } from "./content.ts";
import { measure } from "./segment.ts";

/**
 * Gives the text of an SMS. Its last lines are for machines: the hash by which Android finds the app, and, always last, the code
 * bound to a site (WICG's origin-bound one-time codes).
 *
 * Our text takes one segment, and holds the warning when that fits too. A text that cannot fit takes two segments:
 * - Arabic with a site's line, where service name and host have more than 25 characters together (at six characters of
 *   code; two fewer for each more), and in Arabic most transactions.
 * - Transactions with a site's line and a long payee: in English more than 46 characters, in German 48, when service name
 *   (20) and host (24) are long too.
 * - English and German when the service's or payee's name is outside GSM's alphabet: a segment then has 70 characters.
 */
export function smsText(content: Content): string {
  const { code, service, words, texts, minutes, transaction, own, site } = content;
  const { androidHash, host } = site ?? {};
  const whole = (text: string) => [text, androidHash, host && `@${host} #${code}`].filter((line) => line).join("\n");
  if (own !== null) return whole(own);
  const said = `${words.sms(code, service, transaction?.phrase ?? "")} ${texts.smsValid(minutes)}`;
  const warning = whole(`${said} ${texts.smsWarning}`);
  return measure(warning).fits ? warning : whole(said);
}
