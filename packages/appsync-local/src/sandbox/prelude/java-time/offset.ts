import { abs, floor, padStart, toNumber, toText, typeError } from "../primordials.ts";

/** Offsets from UTC, in seconds east of it. */

const MAX_OFFSET = 18 * 3600;

/** @throws TypeError for an invalid offset: 60 minutes or seconds, or more than 18 hours */
export function offsetOf(sign: string, hours = "0", minutes = "0", seconds = "0"): number {
  const total = toNumber(hours) * 3600 + toNumber(minutes) * 60 + toNumber(seconds);
  if (toNumber(minutes) > 59 || toNumber(seconds) > 59 || total > MAX_OFFSET) {
    throw typeError(`${sign}${hours}:${minutes} is no offset: at most 59 minutes, at most 18 hours in all`);
  }
  return sign === "-" ? 0 - total : total;
}

/** Writes an offset for a number of letters X. 1: `+08` or `+0830`, 2: `+0800`, 3: `+08:00`, 4 and 5: as 2 and 3, with seconds if any. */
export function offsetText(offset: number, count: number): string {
  const colon = count === 3 || count === 5 ? ":" : "";
  const minutes = floor(abs(offset) / 60) % 60;
  const seconds = abs(offset) % 60;
  let text = (offset < 0 ? "-" : "+") + twoDigits(floor(abs(offset) / 3600));
  if (count > 1 || minutes > 0) text += colon + twoDigits(minutes);
  if (count > 3 && seconds > 0) text += colon + twoDigits(seconds);
  return text;
}

/** `GMT`, `GMT+8`, `GMT+8:30`; with four letters `GMT+08:00`. */
export function localizedOffset(offset: number, count: number): string {
  if (offset === 0) return "GMT";
  const text = offsetText(offset, 5);
  if (count === 4) return `GMT${text}`;
  const hours = toText(floor(abs(offset) / 3600));
  return `GMT${text.slice(0, 1)}${hours}${abs(offset) % 3600 === 0 ? "" : text.slice(3)}`;
}

const twoDigits = (value: number) => padStart(toText(value), 2, "0");
