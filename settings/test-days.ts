import { DAY } from "../contract/counter.ts";

/** Gives the moment at which the last day of a fixed code ends, in epoch seconds. @param day such as `2027-01-31`, in UTC */
export const endOfTestDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000 + DAY;
