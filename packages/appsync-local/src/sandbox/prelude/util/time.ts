import type { TimeUtils } from "@aws-appsync/utils/lib/time-utils.js";
import { numberOf, stringOf } from "../arguments.ts";
import type { Host } from "../invocation.ts";
import { formatInstant } from "../java-time/format.ts";
import { parseIso8601, toIso8601 } from "../java-time/iso8601.ts";
import { parseInstant } from "../java-time/parse.ts";
import { zoneOf } from "../java-time/zone.ts";
import { floor, isInteger, typeError } from "../primordials.ts";

/** The last instant that ECMAScript's own dates reach, in milliseconds either side of 1970. */
const MAX_INSTANT = 8.64e15;

/** `util.time`. Formats are those of Java's DateTimeFormatter; zones are UTC unless named. */
export function createTime(host: Host) {
  return {
    nowISO8601: () => toIso8601(host.now()),
    nowEpochSeconds: () => floor(host.now() / 1000),
    nowEpochMilliSeconds: () => host.now(),
    nowFormatted: (format: string, timezone?: string) => formatted(host.now(), format, timezone),
    parseFormattedToEpochMilliSeconds: (timestamp: string, format: string, timezone?: string) =>
      parseInstant(
        stringOf(timestamp, "util.time: the timestamp"),
        stringOf(format, "util.time: the format"),
        timezone === undefined ? undefined : zoneOf(stringOf(timezone, "util.time: the time zone")),
      ),
    parseISO8601ToEpochMilliSeconds: (timestamp) => parseIso8601(stringOf(timestamp, "util.time: the timestamp")),
    epochMilliSecondsToSeconds: (milliseconds) => floor(instantOf(milliseconds) / 1000),
    epochMilliSecondsToISO8601: (milliseconds) => toIso8601(instantOf(milliseconds)),
    epochMilliSecondsToFormatted: (milliseconds: number, format: string, timezone?: string) =>
      formatted(instantOf(milliseconds), format, timezone),
  } satisfies TimeUtils;
}

function formatted(milliseconds: number, format: string, timezone = "UTC"): string {
  const zone = zoneOf(stringOf(timezone, "util.time: the time zone"));
  return formatInstant(milliseconds, stringOf(format, "util.time: the format"), zone);
}

function instantOf(milliseconds: number): number {
  const instant = numberOf(milliseconds, "util.time: the milliseconds");
  if (isInteger(instant) && instant <= MAX_INSTANT && instant >= -MAX_INSTANT) return instant;
  throw typeError(`util.time: ${milliseconds} is not a whole number of milliseconds within reach of the calendar`);
}
