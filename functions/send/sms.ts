import { measure } from "../../contract/segment.ts";
import type { Content } from "./content.ts";
import { sentences } from "./texts/texts.ts";

/** The bytes of UTF-8 that an SMS with a hash or a site has at most: Android reads no more of it (SMS Retriever and WebOTP). */
const MOST_BYTES = 140;

/**
 * Gives the text of an SMS. Its last lines are for machines: the hash by which Android finds the app, and, always last, the code
 * bound to a site (WICG's origin-bound one-time codes).
 *
 * Our text takes one segment where its language allows. What can be spared goes first: the warning, then the validity. Where a payee or a
 * text of the caller's own leaves no room, the hash is left out, then the site: what the payer reads is never cut.
 */
export function smsText({ code, words, isOwnSms, texts, minutes, service, transaction, own, site }: Content): string {
  const says = own ?? words.sms(code, service, transaction?.phrase ?? "");
  const valid = texts.smsValid(minutes);
  const wordings =
    own === null && !isOwnSms ? [sentences(says, valid, texts.smsWarning), sentences(says, valid), says] : [says];
  const { androidHash, host } = site ?? {};
  const bound = host && `@${host} #${code}`;
  for (const lines of [[androidHash, bound], [bound], [androidHash]]) {
    const given = lines.filter((line) => line !== undefined);
    const fitting = wordings
      .map((text) => [text, ...given].join("\n"))
      .filter((text) => Buffer.byteLength(text) <= MOST_BYTES);
    if (given.length > 0 && fitting.length > 0) return fitting.find(isOneSegment) ?? (fitting.at(-1) as string);
  }
  return wordings.find(isOneSegment) ?? says;
}

const isOneSegment = (text: string) => measure(text).segments === 1;
