import * as z from "zod";
import { list, onceEachIsRight, whole } from "./fields.ts";
import { DEVICE_PURPOSES, devicePurpose, MOST_PURPOSES } from "./purposes.ts";

/** How long codes live, how often they may be guessed at, and by which of them somebody becomes known. */

export const token = z
  .strictObject({
    lifeSeconds: whole(120, 600)
      .default(300)
      .describe(
        "Seconds for which a code can be verified; at least a minute more than `token.cooldownSeconds`. NIST SP 800-63B-4, 3.1.3.2, allows 600.",
      ),
    maxAttempts: whole(1, 5).default(5).describe("Guesses at one token."),
    cooldownSeconds: whole(10, 240).default(30).describe("Seconds between two messages for one subject and purpose."),
    maxSends: whole(1, 5).default(3).describe("Messages for one token."),
  })
  .refine(({ lifeSeconds, cooldownSeconds }) => lifeSeconds >= cooldownSeconds + 60, {
    ...onceEachIsRight,
    path: ["lifeSeconds"],
    error: "at least a minute longer than token.cooldownSeconds, so that a code can be sent again",
  })
  .prefault({})
  .describe("One code, from the first message to the last guess.");

export const budget = z
  .strictObject({
    guesses: whole(5, 100).default(20).describe("Guesses at short codes in one window of the common lane."),
    deviceGuesses: whole(0, 20).default(3).describe("Guesses at short codes in one window of a known device's lane."),
    windowDays: whole(1, 90).default(30).describe("Days that a window lasts."),
    longCodeLength: whole(12, 16)
      .default(12)
      .describe("Characters of the codes that are sent once the budget of a window is spent."),
  })
  .prefault({})
  .describe(
    "The guess budget of one subject and purpose. Over all purposes and lanes a window has at most 100 guesses at short codes; docs/odds.md says why.",
  );

export const devices = z
  .strictObject({
    purposes: list(devicePurpose(), { most: MOST_PURPOSES })
      .default(DEVICE_PURPOSES)
      .describe(
        "The purposes whose verification makes a known device, for a client that asks for its `deviceToken`. Never `verify-contact` or `password-reset`: who has only a password can do those to an address of their own.",
      ),
  })
  .prefault({})
  .describe("Known devices: clients that somebody has proven a second factor with. Each has a lane of its own.");
