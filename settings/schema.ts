import * as z from "zod";
import { MAX_DEVICES } from "../contract/person.ts";
import { destinations } from "./destinations.ts";
import { amount, backends, emailAddress, forms, list, onceEachIsRight, text, whole } from "./fields.ts";
import { DEVICE_PURPOSES, devicePurpose, MOST_PURPOSES, purpose, shortCodePurposes } from "./purposes.ts";
import { stage } from "./stage.ts";
import { androidHash, host, tenantProblems, tenants } from "./tenants.ts";

/**
 * Every number and name that a deployer may change: what it means, its bounds and its default. Types, error messages, the
 * reference page and the JSON Schema for editors are made from this. Steps take their types from here, so the file has to
 * type-check with what APPSYNC_JS has (`tsc -p resolvers`).
 */

/** Guesses at short codes that may be evaluated in a window, over all purposes and lanes (NIST SP 800-63B-4, 3.2.2; S04). */
const MAX_GUESSES = 100;

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

const lasting = {
  logDays: 90,
  introspection: false,
  reservedConcurrency: 0,
  authorizerConcurrency: 0,
  alarms: { messages: 1_000, wrongGuesses: 100, longCodes: 2, p99Milliseconds: 2_000 },
} as const;

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

  token: z
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
    .describe("One code, from the first message to the last guess."),

  budget: z
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
    ),

  devices: z
    .strictObject({
      purposes: list(devicePurpose(), { most: MOST_PURPOSES })
        .default(DEVICE_PURPOSES)
        .describe(
          "The purposes whose verification makes a known device, for a client that asks for its `deviceToken`. Never `verify-contact` or `password-reset`: who has only a password can do those to an address of their own.",
        ),
    })
    .prefault({})
    .describe("Known devices: clients that somebody has proven a second factor with. Each has a lane of its own."),

  sends: z
    .strictObject({
      subject: limit("for one subject, in each of its lanes,"),
      destination: limit("to one address or number"),
      knownDestination: limit(
        "to one address or number from known devices that have verified it, and that nobody else can spend,",
        { quarterHour: 20, day: 100 },
      ),
    })
    .prefault({})
    .describe("How many messages are sent. docs/send-limits.md says how they are counted."),

  destinations,

  sms: z
    .strictObject({
      senderId: text(
        /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/,
        "1 to 11 letters, digits and hyphens, with at least one letter",
      )
        .optional()
        .describe("The sender that a phone shows, in countries that allow a name."),
      originationNumber: text(/^(\+[1-9]\d{7,14}|\d{3,9})$/, "a number in E.164, such as +12025550123, or a short code")
        .optional()
        .describe("The number of your account that messages come from. SNS chooses one when there are several."),
      maxPriceUsd: amount(5)
        .optional()
        .describe("US dollars that one message may cost. SNS does not send a dearer one."),
      entityId: text(/^[A-Za-z0-9]{1,50}$/, "1 to 50 letters and digits")
        .optional()
        .describe("For India: the registered entity. It needs `sms.templateId`."),
      templateId: text(/^[A-Za-z0-9]{1,50}$/, "1 to 50 letters and digits")
        .optional()
        .describe("For India: the registered template. It needs `sms.entityId`."),
      host: host()
        .optional()
        .describe(
          "The site whose pages may fill in the codes of the pool's users. The last line of their SMS is then `@host #code`. Backends have sites of their own: `tenants`.",
        ),
      androidHash: androidHash()
        .optional()
        .describe("The hash of the Android app that may read the codes of the pool's users from their SMS."),
    })
    .refine(({ entityId, templateId }) => entityId === undefined || templateId !== undefined, {
      path: ["templateId"],
      error: "set together with sms.entityId",
    })
    .refine(({ entityId, templateId }) => templateId === undefined || entityId !== undefined, {
      path: ["entityId"],
      error: "set together with sms.templateId",
    })
    .prefault({})
    .describe("How SMS are sent by SNS."),

  email: z
    .strictObject({
      from: emailAddress().default("no-reply@example.com").describe("The address that e-mails come from."),
      replyTo: emailAddress().optional().describe("The address that answers go to."),
    })
    .prefault({})
    .describe("How e-mails are sent by SES."),

  stages: z
    .strictObject({
      dev: stage({
        logDays: 14,
        removal: "DESTROY",
        introspection: true,
        reservedConcurrency: 0,
        authorizerConcurrency: 0,
        alarms: { messages: 100, wrongGuesses: 50, longCodes: 0, p99Milliseconds: 3_000 },
      }),
      staging: stage({ ...lasting, removal: "DESTROY" }),
      prod: stage({ ...lasting, removal: "RETAIN", reservedConcurrency: 50, authorizerConcurrency: 20 }),
    })
    .prefault({})
    .describe("How each stage is deployed. On one machine nothing of this has an effect."),
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
export type { MailboxRule } from "./destinations.ts";
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
