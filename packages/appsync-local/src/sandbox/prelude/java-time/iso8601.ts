import { padEnd, toNumber, typeError } from "../primordials.ts";
import { formatInstant } from "./format.ts";
import { offsetOf } from "./offset.ts";
import { resolve } from "./resolve.ts";
import { zoneOf } from "./zone.ts";

const UTC = zoneOf("UTC");
const ISO8601 =
  /^([+-]?\d{4,9})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d)(?::?(\d\d)(?::?(\d\d))?)?)$/;

/** `2018-02-06T19:01:35.758Z`; milliseconds are always written [?]. */
export function toIso8601(epochMilliseconds: number): string {
  return formatInstant(epochMilliseconds, "uuuu-MM-dd'T'HH:mm:ss.SSSX", UTC);
}

/**
 * @returns milliseconds since the epoch
 * @throws TypeError if the text is not a date and a time with an offset
 */
export function parseIso8601(text: string): number {
  const match = ISO8601.exec(text);
  if (!match) throw typeError(`"${text}" is not an ISO 8601 timestamp with an offset`);
  const [, year, month, day, hour, minute, second = "0", fraction = "", sign = "+", hours, minutes, seconds] = match;
  return resolve(
    {
      year: toNumber(year),
      month: toNumber(month),
      day: toNumber(day),
      hour: toNumber(hour),
      minute: toNumber(minute),
      second: toNumber(second),
      nano: toNumber(padEnd(fraction, 9, "0")),
      offsetSeconds: offsetOf(sign, hours, minutes, seconds),
    },
    undefined,
  );
}
