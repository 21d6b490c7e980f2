import * as z from "zod";
import { MAX_DEVICES } from "../contract/person.ts";
import { budget, devices, token } from "./codes.ts";
import { destinations } from "./destinations.ts";
import { backends, list, onceEachIsRight } from "./fields.ts";
import { LANGUAGES, messages, serviceName } from "./messages.ts";
import { DEVICE_PURPOSES, MOST_PURPOSES, purpose, shortCodePurposes } from "./purposes.ts";
import { resets } from "./resets.ts";
import { email, sms } from "./senders.ts";
import { sends } from "./sends.ts";
import { stages } from "./stage.ts";
import { tenantProblems, tenants } from "./tenants.ts";
import { testMode } from "./test-mode.ts";

/**
 * Every number and name that a deployer may change: what it means, its bounds and its default, in a file for each group beside this one.
 * Types, error messages, the reference page and the JSON Schema for editors are made from this. Steps take their types from here, so the
 * files have to type-check with what APPSYNC_JS has (`tsc -p resolvers`).
 */

/** Guesses at short codes that may be evaluated in a window, over all purposes and lanes (NIST SP 800-63B-4, 3.2.2; S04). */
const MAX_GUESSES = 100;

const fields = z.strictObject({
  serviceName: serviceName().default("Example").describe("What messages call the service."),
  purposes: list(purpose(), { most: MOST_PURPOSES })
    .default(["login", "payment", "verify-contact", "password-reset"])
    .describe(
      "What codes can be for, beside `operator`, `manage-account` and `contact-change`, which are always there. `password-reset` is reserved: `requestOtp` refuses it.",
    ),
  backends: backends()
    .default({ "shop-backend": "shop", "bank-backend": "bank" })
    .describe(
      "The IAM roles that may call as backends on one machine, each with the name of its tenant behind `role:`. A deployed stage has its own.",
    ),
  tenants,
  messages: messages()
    .default({})
    .describe("Texts of your own for the pool's users, in place of the service's: `tenants` has those of others."),
  languages: list(z.enum(LANGUAGES), { most: LANGUAGES.length })
    .default([...LANGUAGES])
    .describe("The languages of messages. The first is used when none fits the caller's locale."),

  token,
  budget,
  devices,
  sends,
  resets,
  destinations,
  sms,
  email,
  testMode: testMode(),
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
  if (purposes.indexOf("login") < 0) {
    const message = "a list that has login, which requestOtp takes where no purpose is named";
    problems.addIssue({ code: "custom", path: ["purposes"], message, input: { purposes } });
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
export type { Messages } from "./messages.ts";
export type { Stage } from "./stage.ts";
export type { TestMode } from "./test-mode.ts";

/** The settings of a deployer who changes nothing. */
export const DEFAULTS: Settings = schema.parse({});

/** A file of settings: any part of them, and the key by which an editor finds the JSON Schema. */
export const fileSchema = schema.safeExtend({
  $schema: z
    .string()
    .optional()
    .describe("Where an editor finds the JSON Schema of this file: `settings/settings.schema.json`."),
});
