import { readFileSync } from "node:fs";
import { DEFAULTS, type Settings } from "./settings.ts";

/** Settings that cannot be used. `problems` has a line for each key: what it is, and what would be right. */
export class SettingsError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`the settings cannot be used:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/**
 * Gives the defaults with what `file` overrides: a JSON object of the same form, any part of it left out. Objects are
 * merged, lists and `backends` replaced.
 *
 * @throws SettingsError that names each key that is wrong, and its bound
 */
export function readSettings(file?: string): Settings {
  return settingsFrom(file === undefined ? {} : parse(file));
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SettingsError([`${file} cannot be read as JSON: ${(error as Error).message}`]);
  }
}

/** As `readSettings`, from a value. */
export function settingsFrom(overrides: unknown): Settings {
  const problems: string[] = [];
  const settings = merge(DEFAULTS, overrides, "", problems) as Settings;
  if (problems.length === 0) problems.push(...check(settings));
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

/** Keys that the defaults leave out. */
const OPTIONAL = new Map([
  ["sms.senderId", "string"],
  ["sms.originationNumber", "string"],
  ["sms.maxPriceUsd", "number"],
  ["sms.entityId", "string"],
  ["sms.templateId", "string"],
  ["sms.host", "string"],
  ["sms.androidHash", "string"],
  ["email.replyTo", "string"],
  ["email.configurationSet", "string"],
]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const typeOf = (value: unknown) => (Array.isArray(value) ? "list" : value === null ? "null" : typeof value);

const named = (type: string) => (type === "null" ? type : `${type === "object" ? "an" : "a"} ${type}`);

/** The keys that an object of the settings may have. */
const namesIn = (base: object, at: string) => [
  ...Object.keys(base),
  ...[...OPTIONAL.keys()].filter((path) => path.startsWith(`${at}.`)).map((path) => path.slice(at.length + 1)),
];

function merge(base: unknown, over: unknown, at: string, problems: string[]): unknown {
  if (over === undefined) return base;
  if (typeOf(over) !== typeOf(base)) {
    problems.push(`${at || "the whole"} has to be ${named(typeOf(base))}, and is ${named(typeOf(over))}`);
    return base;
  }
  if (!isObject(base) || !isObject(over) || at === "backends") return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const path = at === "" ? key : `${at}.${key}`;
    const optional = OPTIONAL.get(path);
    if (optional !== undefined && typeof value === optional) merged[key] = value;
    else if (optional !== undefined)
      problems.push(`${path} has to be ${named(optional)}, and is ${named(typeOf(value))}`);
    else if (Object.hasOwn(base, key)) merged[key] = merge(base[key], value, path, problems);
    else problems.push(`${path} is no setting; those beside it are ${namesIn(base, at).join(", ")}`);
  }
  return merged;
}

function check(settings: Settings): string[] {
  const { token, budget, sends, sms } = settings;
  const problems: string[] = [];
  const whole = (key: string, value: number, least: number, most: number) => {
    if (!Number.isInteger(value) || value < least || value > most) {
      problems.push(`${key} has to be a whole number from ${least} to ${most}, and is ${JSON.stringify(value)}`);
    }
  };
  const text = (key: string, value: unknown, pattern: RegExp, right: string) => {
    if (typeof value !== "string" || !pattern.test(value))
      problems.push(`${key} has to be ${right}, and is ${JSON.stringify(value)}`);
  };
  const list = (key: string, values: unknown[], each: (key: string, value: never) => void) => {
    if (values.length === 0) problems.push(`${key} has to have one entry at least`);
    for (const [index, value] of values.entries()) each(`${key}[${index}]`, value as never);
  };
  text("serviceName", settings.serviceName, /^[^<>{}\r\n]{1,20}$/, "1 to 20 characters without <, >, {, }");
  whole("token.lifeSeconds", token.lifeSeconds, 120, 600);
  whole("token.maxAttempts", token.maxAttempts, 1, 5);
  whole("token.cooldownSeconds", token.cooldownSeconds, 10, 240);
  whole("token.maxSends", token.maxSends, 1, 5);
  whole("budget.guesses", budget.guesses, 5, 100);
  whole("budget.windowDays", budget.windowDays, 1, 90);
  whole("budget.longCodeLength", budget.longCodeLength, 12, 16);
  for (const [whose, { quarterHour, day }] of Object.entries(sends)) {
    whole(`sends.${whose}.quarterHour`, quarterHour, 1, 100);
    whole(`sends.${whose}.day`, day, quarterHour, 1_000);
  }
  list("destinations.allow", settings.destinations.allow, (key, entry: { prefix?: string; country?: string }) => {
    text(`${key}.prefix`, entry?.prefix, /^\+[1-9]\d{0,6}$/, "a + and 1 to 7 digits");
    text(`${key}.country`, entry?.country, /^[A-Z]{2}$/, "two capital letters (ISO 3166)");
  });
  for (const [index, prefix] of settings.destinations.deny.entries()) {
    text(`destinations.deny[${index}]`, prefix, /^\+[1-9]\d{0,6}$/, "a + and 1 to 7 digits");
  }
  list("purposes", settings.purposes, (key, purpose: string) =>
    text(key, purpose, /^[a-z][a-z0-9-]{0,31}$/, "of the form [a-z][a-z0-9-]{0,31}"),
  );
  for (const [role, tenant] of Object.entries(settings.backends)) {
    text(`backends.${role}`, tenant, /^[a-z][a-z0-9-]{0,31}$/, "of the form [a-z][a-z0-9-]{0,31}");
  }
  list("languages", settings.languages, (key, language: string) => text(key, language, /^(en|de|ar)$/, "en, de or ar"));
  if (sms.senderId !== undefined)
    text(
      "sms.senderId",
      sms.senderId,
      /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/,
      "1 to 11 letters, digits or hyphens, a letter among them",
    );
  if (sms.host !== undefined) text("sms.host", sms.host, /^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "a host name in lower case");
  if (sms.androidHash !== undefined)
    text("sms.androidHash", sms.androidHash, /^[A-Za-z0-9+/]{11}$/, "11 characters of base64");
  if (sms.maxPriceUsd !== undefined && !(sms.maxPriceUsd > 0 && sms.maxPriceUsd <= 5)) {
    problems.push(`sms.maxPriceUsd has to be above 0 and at most 5, and is ${sms.maxPriceUsd}`);
  }
  text("email.from", settings.email.from, /^[^\s@<>]+@[^\s@<>]+$/, "an e-mail address");
  if (problems.length === 0 && token.lifeSeconds < token.cooldownSeconds + 60) {
    problems.push(
      "token.lifeSeconds has to be a minute longer than token.cooldownSeconds, or no code is ever sent again",
    );
  }
  return problems;
}
