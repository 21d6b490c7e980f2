import * as z from "zod";
import { MAX_DEVICES } from "../contract/person.ts";
import { budget, devices, token } from "./codes.ts";
import { destinations } from "./destinations.ts";
import { backends, forms, list, onceEachIsRight } from "./fields.ts";
import { DEVICE_PURPOSES, MOST_PURPOSES, purpose, shortCodePurposes } from "./purposes.ts";
import { email, sms } from "./senders.ts";
import { sends } from "./sends.ts";
import { stages } from "./stage.ts";
import { tenantProblems, tenants } from "./tenants.ts";

/**
 * Every number and name that a deployer may change: what it means, its bounds and its default, in a file for each group beside this one.
 * Types, error messages, the reference page and the JSON Schema for editors are made from this. Steps take their types from here, so the
 * files have to type-check with what APPSYNC_JS has (`tsc -p resolvers`).
 */

/** Guesses at short codes that may be evaluated in a window, over all purposes and lanes (NIST SP 800-63B-4, 3.2.2; S04). */
const MAX_GUESSES = 100;

const fields = z.strictObject({
  serviceName: z
    .string()
    // Without the flag u a pattern counts UTF-16 units, as the segments of an SMS do.
    .regex(/^.{1,20}$/)
    .regex(/^(?=.*\S)[^<>{}\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]+$/u)
    .register(forms, { form: "1 to 20 visible characters in one line, without <, >, { and }" })
    .default("Example")
    .describe("What messages call the service."),
  purposes: list(purpose(), { most: MOST_PURPOSES })
    .default(["login", "payment", "verify-contact", "password-reset"])
    .describe(
      "What codes can be for, beside `operator` and `manage-account`, which are always there. `password-reset` is reserved: `requestOtp` refuses it.",
    ),
  backends: backends()
    .default({ "shop-backend": "shop", "bank-backend": "bank" })
    .describe(
      "The IAM roles that may call as backends on one machine, each with the name of its tenant behind `role:`. A deployed stage has its own.",
    ),
  tenants,
  languages: list(z.enum(["en", "de", "ar"]), { most: 3 })
    .default(["en", "de", "ar"])
    .describe("The languages of messages. The first is used when none fits the caller's locale."),

  token,
  budget,
  devices,
  sends,
  destinations,
  sms,
  email,
  stages,
});

export const schema = fields.superRefine((settings, problems) => {
  const { purposes, devices, budget } = settings;
  const short = shortCodePurposes(purposes).length;
  const most = short * (budget.guesses + MAX_DEVICES * budget.deviceGuesses);
  if (most > MAX_GUESSES) {
    const message = `such that ${short} purposes with short codes, each with guesses + ${MAX_DEVICES} x deviceGuesses, have at most ${MAX_GUESSES} guesses in a window (they have ${most})`;
    problems.addIssue({ code: "custom", path: ["budget"], message, input: { budget } });
  }
  devices.purposes.forEach((listed, index) => {
    if ([...purposes, ...DEVICE_PURPOSES].indexOf(listed) >= 0) return;
    const message = `one of purposes: ${purposes.join(", ")}`;
    problems.addIssue({ code: "custom", path: ["devices", "purposes", index], message, input: listed });
  });
  for (const problem of tenantProblems(settings)) problems.addIssue({ code: "custom", ...problem });
}, onceEachIsRight);

export type Settings = z.output<typeof schema>;
/** The settings that one bundle takes, named by their keys. */
export type Baked<Keys extends readonly (keyof Settings)[]> = Pick<Settings, Keys[number]>;
export type StageName = keyof Settings["stages"];
export type { MailboxRule, NumberRange } from "./destinations.ts";
export type { Stage } from "./stage.ts";

/** The settings of a deployer who changes nothing. */
export const DEFAULTS: Settings = schema.parse({});

/** A file of settings: any part of them, and the key by which an editor finds the JSON Schema. */
export const fileSchema = schema.safeExtend({
  $schema: z
    .string()
    .optional()
    .describe("Where an editor finds the JSON Schema of this file: `settings/settings.schema.json`."),
});
