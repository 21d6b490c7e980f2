import { isIP } from "node:net";

/** What AppSync's scalars take, as predicates over strings. */

const DATE = "(-?\\d{4})-(\\d{2})-(\\d{2})";
const TIME = "([01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?";
/** Java's limit for an offset is 18 hours. */
const OFFSET = "(?:Z|[+-](?:(?:0\\d|1[0-7]):[0-5]\\d(?::[0-5]\\d)?|18:00(?::00)?))";

const DATE_TEXT = new RegExp(`^${DATE}${OFFSET}?$`);
const TIME_TEXT = new RegExp(`^${TIME}${OFFSET}?$`);
const DATE_TIME_TEXT = new RegExp(`^${DATE}T${TIME}${OFFSET}$`);

/** `YYYY-MM-DD`, an offset allowed; the day exists. */
export function isDate(text: string): boolean {
  return isDayIn(DATE_TEXT.exec(text));
}

/** `hh:mm`, seconds and up to nine decimals allowed, an offset allowed. */
export function isTime(text: string): boolean {
  return TIME_TEXT.test(text);
}

/** A date, `T`, a time, and an offset, which must be there. */
export function isDateTime(text: string): boolean {
  return isDayIn(DATE_TIME_TEXT.exec(text));
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDayIn(match: RegExpExecArray | null): boolean {
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 && leap ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
  return day >= 1 && day <= length;
}

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const EMAIL = new RegExp(`^${ATOM}(?:\\.${ATOM})*@${LABEL}(?:\\.${LABEL})+$`);

/** `local-part@domain`, with a domain of two labels or more; quoted local parts and comments are refused [?]. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && EMAIL.test(text);
}

/** Has a scheme, and no `//` in its path. */
export function isUrl(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  return !new URL(text).pathname.includes("//");
}

const NANP = /^1?[2-9]\d{2}[2-9]\d{6}$/;
const INTERNATIONAL = /^\+[1-9]\d{6,14}$/;

/**
 * Digits in groups set apart by spaces or hyphens. Without a country code it is a North American number. AppSync looks
 * numbers up in tables of ranges that it does not publish, so it refuses more than this [?].
 */
export function isPhone(text: string): boolean {
  if (!/^\+?[\d(][\d() -]*$/.test(text)) return false;
  const digits = text.replaceAll(/[() -]/g, "");
  if (!digits.startsWith("+")) return NANP.test(digits);
  return digits.startsWith("+1") ? NANP.test(digits.slice(1)) && digits.length === 12 : INTERNATIONAL.test(digits);
}

/** An IPv4 or IPv6 address, a CIDR suffix allowed; no brackets and no zone. */
export function isIpAddress(text: string): boolean {
  const [address = "", suffix, ...more] = text.split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (suffix === undefined) return true;
  return /^(0|[1-9]\d{0,2})$/.test(suffix) && Number(suffix) <= (version === 4 ? 32 : 128);
}
