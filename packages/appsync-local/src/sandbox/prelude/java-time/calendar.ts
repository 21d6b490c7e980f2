import { floor } from "../primordials.ts";

/** The proleptic Gregorian calendar (ISO 8601). Months count from 1, days of the week from 1 for Monday. */

const DAY = 86_400_000;

export interface LocalDateTime {
  year: number;
  month: number;
  day: number;
  dayOfWeek: number;
  dayOfYear: number;
  milliOfDay: number;
}

/** @param localMilliseconds milliseconds of local time since 1970-01-01T00:00 */
export function toLocal(localMilliseconds: number): LocalDateTime {
  const days = floor(localMilliseconds / DAY);
  // Years start in March here, so that the leap day is a year's last and eras of 400 years are alike.
  const shifted = days + 719_468;
  const era = floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = floor(
    (dayOfEra - floor(dayOfEra / 1_460) + floor(dayOfEra / 36_524) - floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfShiftedYear = dayOfEra - (365 * yearOfEra + floor(yearOfEra / 4) - floor(yearOfEra / 100));
  const shiftedMonth = floor((5 * dayOfShiftedYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day: dayOfShiftedYear - floor((153 * shiftedMonth + 2) / 5) + 1,
    dayOfWeek: ((((days + 3) % 7) + 7) % 7) + 1,
    dayOfYear: days - toEpochDay(year, 1, 1) + 1,
    milliOfDay: localMilliseconds - days * DAY,
  };
}

/** Days from 1970-01-01 to a date. */
export function toEpochDay(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + floor(yearOfEra / 4) - floor(yearOfEra / 100) + dayOfYear - 719_468;
}

export function daysOfMonth(year: number, month: number): number {
  return (month === 12 ? toEpochDay(year + 1, 1, 1) : toEpochDay(year, month + 1, 1)) - toEpochDay(year, month, 1);
}

export const daysOfYear = (year: number) => toEpochDay(year + 1, 1, 1) - toEpochDay(year, 1, 1);

/** Milliseconds of local time since 1970-01-01T00:00. */
export const toLocalMilliseconds = (epochDay: number, milliOfDay: number) => epochDay * DAY + milliOfDay;
