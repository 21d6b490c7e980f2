import { readFileSync } from "node:fs";
import { isObject, problemsIn } from "./check.ts";
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
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new SettingsError([`there is no file ${file}`]);
    throw new SettingsError([`${file} cannot be read as JSON: ${message}`]);
  }
}

/** As `readSettings`, from a value. */
export function settingsFrom(overrides: unknown): Settings {
  const problems: string[] = [];
  const settings = merge(DEFAULTS, overrides, "", problems) as Settings;
  if (problems.length === 0) problems.push(...problemsIn(settings));
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
  ["stages.dev.alarms.email", "string"],
  ["stages.staging.alarms.email", "string"],
  ["stages.prod.alarms.email", "string"],
]);

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
  if (!isObject(base) || !isObject(over) || /(^|\.)backends$/.test(at)) return over;
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
