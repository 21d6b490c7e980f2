import * as z from "zod";
import { limit } from "./sends.ts";

/** How forgotten passwords are reset. */

export const resets = z
  .strictObject({
    subject: limit("for one account that was named, in each of its lanes,", { quarterHour: 5, day: 10 }),
    destination: limit("to one address or number"),
    knownDestination: limit(
      "to one address or number for accounts that were named on a known device of theirs, and that nobody else can spend,",
    ),
    otherClaimRequired: z
      .boolean()
      .default(false)
      .describe(
        "Whether only accounts can be reset that have another verified address or number than the one that the code goes to. Otherwise the mailbox or " +
          "the phone is all that protects an account that has nothing else.",
      ),
  })
  .prefault({})
  .describe(
    "Forgotten passwords. Their messages are counted apart from all others, so that nobody who asks for resets uses up what sign-ins need.",
  );
