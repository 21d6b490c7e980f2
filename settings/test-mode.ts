import * as z from "zod";
import { forms, text } from "./fields.ts";

/** Fixed codes for destinations that are named one by one. Off unless some are. */

const MOST_DESTINATIONS = 20;

const destination = z.strictObject({
  destination: text(
    /^(\+[1-9]\d{6,14}|[a-z0-9.!#$%&'+/=?^_`{|}~-]{1,64}@[\p{Ll}\p{Lo}\p{M}\p{N}-]+(\.[\p{Ll}\p{Lo}\p{M}\p{N}-]+)+)$/u,
    "an e-mail address in lower case, or a number in E.164 such as +12025550123",
  ).describe("Whose codes are fixed: this very address or number, and no other spelling of it."),
  code: text(
    /^[0-9A-HJKMNP-TV-Z]{6,16}$/,
    "6 to 16 digits, or digits and capital letters without I, L, O and U",
  ).describe(
    "The code. A request has to ask for its length and its characters; without any it asks for six digits. At a stage it is none that people guess first.",
  ),
  expires: text(/^\d{4}-\d{2}-\d{2}$/, "a day such as 2027-01-31").describe(
    "The last day (UTC) on which the code counts, at most 90 days from now. From then on the destination is one like any other.",
  ),
});

/** What one stage, or this machine, has of it. */
export const testMode = () =>
  z
    .strictObject({
      destinations: z
        .array(destination)
        .max(MOST_DESTINATIONS)
        .register(forms, { form: `a list of at most ${MOST_DESTINATIONS} destinations` })
        .default([])
        .describe("The destinations whose codes are fixed. An empty list: none, and there is no test mode."),
      reason: z
        .string()
        .regex(/^(?=.*\S)[^\p{Cc}\p{Cs}]{10,200}$/u)
        .register(forms, { form: "a sentence of 10 to 200 characters" })
        .optional()
        .describe(
          "Why the stage takes fixed codes. `prod` has to say it: the alarm and the check before a deploy repeat it.",
        ),
    })
    .prefault({})
    .describe("Test mode. docs/testing-your-app.md says what it is for, and what it never opens.");

export type TestMode = z.output<ReturnType<typeof testMode>>;
