import tlds from "tlds";

/** Top-level domains, in small letters: those of IANA's list, and every pair of letters, which countries share among them. */
const TOP_LEVEL = new Set(tlds);
const COUNTRY = /^[a-z]{2}$/;
/** A host and its last part, with any character that is read as a dot. */
const HOST = /[\p{L}\p{N}-][.\u3002\uFF61](?=([\p{L}\p{M}\p{N}-]+))/gu;

/**
 * Whether a phone would make a link of something in a text: a host whose last part is a top-level domain. `A.B.Wood` has none. Schemes and
 * addresses of four numbers are refused before.
 */
export function hasLink(text: string): boolean {
  const shown = text.normalize("NFKC").toLowerCase();
  const last = [...shown.matchAll(HOST)].map(([, part = ""]) => part);
  return last.some((part) => COUNTRY.test(part) || TOP_LEVEL.has(part));
}
