import * as z from "zod";
import { onceEachIsRight, whole } from "./fields.ts";

/** How many messages are sent. */

/** @param what messages are counted by */
const limit = (what: string, defaults = { quarterHour: 5, day: 20 }) =>
  z
    .strictObject({
      quarterHour: whole(1, 100).default(defaults.quarterHour).describe(`Messages ${what} in a window of 15 minutes.`),
      day: whole(1, 1_000)
        .default(defaults.day)
        .describe(`Messages ${what} in a day (UTC); at least as many as \`quarterHour\`.`),
    })
    .refine(({ quarterHour, day }) => day >= quarterHour, {
      ...onceEachIsRight,
      path: ["day"],
      error: ({ input }) => `at least quarterHour, which is ${(input as { quarterHour: number }).quarterHour}`,
    })
    .prefault({});

export const sends = z
  .strictObject({
    subject: limit("for one subject, in each of its lanes,"),
    destination: limit("to one address or number"),
    knownDestination: limit(
      "to one address or number from known devices that have verified it, and that nobody else can spend,",
      { quarterHour: 20, day: 100 },
    ),
  })
  .prefault({})
  .describe("How many messages are sent. docs/send-limits.md says how they are counted.");
