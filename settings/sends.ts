import * as z from "zod";
import { onceEachIsRight, whole } from "./fields.ts";

/** How many messages are sent. */

/** The messages of a quarter of an hour and of a day. @param what which are counted @param most the highest that can be set */
export const limit = (what: string, defaults = { quarterHour: 5, day: 20 }, most = { quarterHour: 100, day: 1_000 }) =>
  z
    .strictObject({
      quarterHour: whole(1, most.quarterHour)
        .default(defaults.quarterHour)
        .describe(`Messages ${what} in a window of 15 minutes.`),
      day: whole(1, most.day)
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
    contactChange: limit("to a new address or number, for one user and for each such address or number,", {
      quarterHour: 3,
      day: 10,
    }),
    testMode: limit(
      "in test mode for one subject, in each of its lanes, and to one destination,",
      { quarterHour: 200, day: 2_000 },
      { quarterHour: 1_000, day: 10_000 },
    ),
    visitorAddress: limit(
      "caused from one address of a backend's visitors (of IPv6, from its first 64 bits), known devices left out,",
      { quarterHour: 100, day: 1_000 },
      { quarterHour: 10_000, day: 100_000 },
    ),
    visitorDevice: limit(
      "caused by one device of a backend's visitors, known devices left out,",
      { quarterHour: 10, day: 50 },
      { quarterHour: 1_000, day: 10_000 },
    ),
  })
  .prefault({})
  .describe("How many messages are sent. docs/send-limits.md says how they are counted.");
