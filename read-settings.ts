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

const EMAIL = /^[^\s@<>]+@[^\s@<>]+$/;
/** Those of CloudWatch's that anybody needs here. */
const LOG_DAYS = /^(1|3|5|7|14|30|60|90|180|365)$/;

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
  problems.push(...checkMailboxes(settings.destinations.email));
  list("purposes", settings.purposes, (key, purpose: string) =>
    text(key, purpose, /^[a-z][a-z0-9-]{0,31}$/, "of the form [a-z][a-z0-9-]{0,31}"),
  );
  const backends = (key: string, roles: Record<string, string>) => {
    for (const [role, tenant] of Object.entries(roles)) {
      text(`${key}.${role}`, tenant, /^[a-z][a-z0-9-]{0,31}$/, "of the form [a-z][a-z0-9-]{0,31}");
    }
  };
  backends("backends", settings.backends);
  for (const [name, stage] of Object.entries(settings.stages)) {
    const key = `stages.${name}`;
    const { capacity, alarms } = stage;
    backends(`${key}.backends`, stage.backends);
    text(`${key}.capacity.mode`, capacity.mode, /^(ON_DEMAND|PROVISIONED)$/, "ON_DEMAND or PROVISIONED");
    whole(`${key}.capacity.least`, capacity.least, 1, capacity.most);
    whole(`${key}.capacity.most`, capacity.most, 1, 40_000);
    text(`${key}.logDays`, `${stage.logDays}`, LOG_DAYS, "1, 3, 5, 7, 14, 30, 60, 90, 180 or 365");
    text(`${key}.removal`, stage.removal, /^(RETAIN|DESTROY)$/, "RETAIN or DESTROY");
    text(`${key}.emailIdentity`, stage.emailIdentity, /^(CREATE|EXISTING)$/, "CREATE or EXISTING");
    whole(`${key}.smsMonthlyUsd`, stage.smsMonthlyUsd, 1, 100_000);
    whole(`${key}.alarms.messages`, alarms.messages, 1, 1_000_000);
    whole(`${key}.alarms.wrongGuesses`, alarms.wrongGuesses, 1, 1_000_000);
    whole(`${key}.alarms.p99Milliseconds`, alarms.p99Milliseconds, 100, 30_000);
    if (alarms.email !== undefined) text(`${key}.alarms.email`, alarms.email, EMAIL, "an e-mail address");
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
  text("email.from", settings.email.from, EMAIL, "an e-mail address");
  if (problems.length === 0 && token.lifeSeconds < token.cooldownSeconds + 60) {
    problems.push(
      "token.lifeSeconds has to be a minute longer than token.cooldownSeconds, or no code is ever sent again",
    );
  }
  return problems;
}

const MAILBOX_KEYS = ["domains", "ignored", "separator", "subdomains", "as"];
/** Characters of JSON: it is a part of every step, of which AppSync takes 32,768. */
const MAX_MAILBOXES = 2_000;
const DOMAIN = /^(\*|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9]))$/;

function checkMailboxes(rules: unknown[]): string[] {
  const at = "destinations.email";
  const problems = rules.flatMap((rule, index) => checkMailbox(`${at}[${index}]`, rule));
  const domains = rules.flatMap((rule) => (isObject(rule) && Array.isArray(rule.domains) ? rule.domains : []));
  for (const twice of new Set(domains.filter((domain, index) => domains.indexOf(domain) < index))) {
    problems.push(`${at} has to name a domain once, and names ${JSON.stringify(twice)} again`);
  }
  const { length } = JSON.stringify(rules);
  if (length > MAX_MAILBOXES) problems.push(`${at} has to be at most 2,000 characters as JSON, and is ${length}`);
  return problems;
}

/** A key that is misspelt would leave a mailbox without its limit, so there may be no others. */
function checkMailbox(key: string, rule: unknown): string[] {
  if (!isObject(rule)) return [`${key} has to be an object, and is ${JSON.stringify(rule)}`];
  const unknown = Object.keys(rule).filter((name) => !MAILBOX_KEYS.includes(name));
  const problems = unknown.map(
    (name) => `${key}.${name} is no setting; those beside it are ${MAILBOX_KEYS.join(", ")}`,
  );
  const right = (name: string, value: unknown, form: string, holds: boolean) => {
    if (!holds) problems.push(`${key}.${name} has to be ${form}, and is ${JSON.stringify(value)}`);
  };
  const optional = (name: string, form: string, holds: (value: unknown) => boolean) =>
    right(name, rule[name], form, !(name in rule) || holds(rule[name]));
  const matches = (pattern: RegExp) => (value: unknown) => typeof value === "string" && pattern.test(value);
  const domains = Array.isArray(rule.domains) ? rule.domains : [];
  const every = domains.includes("*");
  const form = "a list of one domain at least, or of * alone";
  right("domains", rule.domains, form, every ? domains.length === 1 : domains.length > 0);
  for (const [index, domain] of domains.entries()) {
    right(`domains[${index}]`, domain, "a domain in lower case, or *", matches(DOMAIN)(domain));
  }
  optional("ignored", "of the characters ., - and _", matches(/^[._-]{1,3}$/));
  optional("separator", "+ or -", matches(/^[+-]$/));
  optional("subdomains", "true, and not of *", (value) => value === true && !every);
  optional("as", "one of its domains, and not *", (value) => domains.includes(value) && !every);
  return problems;
}
