import * as z from "zod";
import { MAX_COUNTRIES, MAX_DAILY_SENDS, MAX_SITES } from "../contract/api-clients.ts";
import { STEP_UP_PURPOSES } from "../contract/step-up.ts";
import { country } from "./destinations.ts";
import { forms, list, name, text, whole } from "./fields.ts";
import { messages, serviceName } from "./messages.ts";
import { MOST_PURPOSES } from "./purposes.ts";

/** What the tenants of roles may do, where it is less than everything. API clients have the same as fields of their own. */

export const host = () =>
  text(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "a host name in lower case, such as example.com").describe(
    "The site whose pages may fill in a code. The last line of an SMS is then `@host #code`.",
  );

export const androidHash = () =>
  text(/^[A-Za-z0-9+/]{11}$/, "11 characters of Base64").describe(
    "The hash of the Android app that may read a code from the SMS.",
  );

const sites = z
  .array(z.strictObject({ host: host(), androidHash: androidHash().optional() }))
  .min(1)
  .max(MAX_SITES)
  .register(forms, { form: `a list of 1 to ${MAX_SITES} sites` });

const tenant = z.strictObject({
  serviceName: serviceName()
    .optional()
    .describe("What its messages call the service. Not set: `serviceName` of the whole."),
  messages: messages()
    .default({})
    .describe("Texts of its own, in place of the service's: by purpose, and by language."),
  purposes: list(name(), { most: MOST_PURPOSES })
    .optional()
    .describe(
      "The purposes that it may request codes for, of `purposes` and those that step up. Not set: all of them.",
    ),
  dailySends: whole(1, MAX_DAILY_SENDS)
    .optional()
    .describe(
      "Messages that it may send in a day (UTC), over all its subjects. A fifth of them is kept for known devices. Not set: no limit.",
    ),
  countries: list(country(), { most: MAX_COUNTRIES })
    .optional()
    .describe("The countries that it may send SMS to, of those in `destinations.allow`. Not set: all of those."),
  sites: sites
    .optional()
    .describe(
      "The sites and apps that may fill in its codes. A request names one by its host, or gets the first. Not set: none.",
    ),
  transactionRequired: z
    .boolean()
    .default(false)
    .describe("Whether each of its requests has to name the payment that the code confirms."),
});

export const tenants = z
  .record(name(), tenant)
  .default({})
  .describe(
    "What tenants of roles may do, by the name that `backends`, of the whole or of a stage, gives them. A tenant that is not listed may do " +
      "everything, and has no site. API clients are limited by the operators who make them.",
  );

/** What of the settings the tenants are held against. */
interface Around {
  tenants: z.output<typeof tenants>;
  purposes: string[];
  backends: Record<string, string>;
  stages: Record<string, { backends: Record<string, string> }>;
  destinations: { allow: { country: string }[] };
}

/** Says which values of the tenants name something that the settings do not have, each with what would be right. */
export function tenantProblems(settings: Around): { path: (string | number)[]; message: string; input: unknown }[] {
  const { purposes, destinations } = settings;
  const known = [settings, ...Object.values(settings.stages)].flatMap(({ backends }) => Object.values(backends));
  const all = [...purposes, ...STEP_UP_PURPOSES];
  const countries = destinations.allow.map((entry) => entry.country);
  const strangers = (path: (string | number)[], values: string[], right: string[], what: string) =>
    values.flatMap((value, index) =>
      right.indexOf(value) >= 0
        ? []
        : [{ path: [...path, index], message: `one of ${what}: ${right.join(", ")}`, input: value }],
    );
  return Object.entries(settings.tenants).flatMap(([tenantName, limits]) => [
    ...(known.indexOf(tenantName) >= 0
      ? []
      : [{ path: ["tenants", tenantName], message: "the tenant of a role in backends", input: tenantName }]),
    ...strangers(["tenants", tenantName, "purposes"], limits.purposes ?? [], all, "purposes"),
    ...strangers(
      ["tenants", tenantName, "countries"],
      limits.countries ?? [],
      countries,
      "the countries in destinations.allow",
    ),
  ]);
}
