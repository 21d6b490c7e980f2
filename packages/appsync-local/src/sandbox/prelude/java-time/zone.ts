import { dateTimeFormat, memoize, typeError } from "../primordials.ts";
import { offsetOf, offsetText } from "./offset.ts";

export interface Zone {
  id: string;
  offsetSeconds(epochMilliseconds: number): number;
  name(epochMilliseconds: number, style: "short" | "long"): string;
}

const OFFSET = /^(UTC|GMT|UT)?(?:([+-])(\d{1,2})(?::?(\d\d)(?::?(\d\d))?)?)?$/;
const LONG_NAMES: { [id: string]: string } = { UTC: "Coordinated Universal Time", GMT: "Greenwich Mean Time" };

/**
 * A zone by a Java zone id: `Asia/Shanghai`, `+08:00`, `UTC`, `GMT+8`, `Z`.
 *
 * @throws TypeError for an id that names no zone
 */
export const zoneOf: (id: string) => Zone = memoize(64, (id) => {
  const [matched, prefix = "", sign, hours, minutes, seconds] = OFFSET.exec(id) ?? [];
  if (id !== "Z" && !matched) return regionZone(id);
  const offset = sign ? offsetOf(sign, hours, minutes, seconds) : 0;
  return fixedZone(offset === 0 ? prefix || "Z" : prefix + offsetText(offset, 5), offset);
});

function fixedZone(id: string, offset: number): Zone {
  return { id, offsetSeconds: () => offset, name: (_, style) => (style === "long" ? LONG_NAMES[id] : undefined) ?? id };
}

/** A zone of the tz database, as this Node knows it. Short names are ICU's: where it has none, `GMT+8` and not Java's `CST`. */
function regionZone(id: string): Zone {
  const part = (timeZoneName: "longOffset" | "short" | "long") => {
    const format = formatOf(id, timeZoneName);
    return (at: number) => format.formatToParts(at).filter(({ type }) => type === "timeZoneName")[0]?.value ?? "";
  };
  const offset = part("longOffset");
  const names = { short: part("short"), long: part("long") };
  return {
    id,
    offsetSeconds(at) {
      const [, sign, hours, minutes, seconds] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(offset(at)) ?? [];
      return sign ? offsetOf(sign, hours, minutes, seconds) : 0;
    },
    name: (at, style) => names[style](at),
  };
}

function formatOf(timeZone: string, timeZoneName: "longOffset" | "short" | "long") {
  try {
    return dateTimeFormat({ timeZone, timeZoneName });
  } catch {
    throw typeError(`time zone ${timeZone} is not known`);
  }
}

/**
 * Gives the instant at which clocks of the zone show a local time. As in Java, a time that occurs twice means the earlier
 * instant, and a time that clocks skipped is moved later by the length of the gap.
 */
export function toEpochMilliseconds(localMilliseconds: number, zone: Zone): number {
  const DAY = 86_400_000;
  const before = zone.offsetSeconds(localMilliseconds - DAY) * 1000;
  const after = zone.offsetSeconds(localMilliseconds + DAY) * 1000;
  const earlier = localMilliseconds - before;
  if (before === after || zone.offsetSeconds(earlier) * 1000 === before) return earlier;
  const later = localMilliseconds - after;
  return zone.offsetSeconds(later) * 1000 === after ? later : earlier;
}
