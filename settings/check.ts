import type { Settings, Stage } from "./settings.ts";

const EMAIL = /^[^\s@<>]+@[^\s@<>]+$/;
const TENANT = /^[a-z][a-z0-9-]{0,31}$/;
/** Those of CloudWatch's that anybody needs here. */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 180, 365];
/** IAM's. */
const ROLE = /^[\w+=,.@-]{1,64}$/;

/** Collects what is wrong, a line for each key. */
function inspector() {
  const problems: string[] = [];
  const text = (key: string, value: unknown, pattern: RegExp, right: string) => {
    if (typeof value !== "string" || !pattern.test(value))
      problems.push(`${key} has to be ${right}, and is ${JSON.stringify(value)}`);
  };
  return {
    problems,
    text,
    whole(key: string, value: number, least: number, most: number) {
      if (!Number.isInteger(value) || value < least || value > most) {
        problems.push(`${key} has to be a whole number from ${least} to ${most}, and is ${JSON.stringify(value)}`);
      }
    },
    oneOf(key: string, value: number, values: number[]) {
      if (!values.includes(value)) problems.push(`${key} has to be one of ${values.join(", ")}, and is ${value}`);
    },
    list(key: string, values: unknown[], each: (key: string, value: never) => void) {
      if (values.length === 0) problems.push(`${key} has to have one entry at least`);
      for (const [index, value] of values.entries()) each(`${key}[${index}]`, value as never);
    },
    backends(key: string, roles: Record<string, string>) {
      for (const [role, tenant] of Object.entries(roles)) {
        if (!ROLE.test(role))
          problems.push(`${key} has to hold names of IAM roles, and ${JSON.stringify(role)} is none`);
        text(`${key}.${role}`, tenant, TENANT, "of the form [a-z][a-z0-9-]{0,31}");
      }
    },
  };
}

type Inspector = ReturnType<typeof inspector>;

/** Says of settings of the right types what is out of bounds: a line for each key, with what would be right. */
export function problemsIn(settings: Settings): string[] {
  const inspect = inspector();
  const { problems, text, list } = inspect;
  text("serviceName", settings.serviceName, /^[^<>{}\r\n]{1,20}$/, "1 to 20 characters without <, >, {, }");
  checkNumbers(settings, inspect);
  checkDestinations(settings, inspect);
  list("purposes", settings.purposes, (key, purpose: string) =>
    text(key, purpose, /^[a-z][a-z0-9-]{0,31}$/, "of the form [a-z][a-z0-9-]{0,31}"),
  );
  inspect.backends("backends", settings.backends);
  for (const [name, stage] of Object.entries(settings.stages)) checkStage(`stages.${name}`, stage, inspect);
  list("languages", settings.languages, (key, language: string) => text(key, language, /^(en|de|ar)$/, "en, de or ar"));
  checkSms(settings, inspect);
  text("email.from", settings.email.from, EMAIL, "an e-mail address");
  const { lifeSeconds, cooldownSeconds } = settings.token;
  if (problems.length === 0 && lifeSeconds < cooldownSeconds + 60) {
    problems.push(
      "token.lifeSeconds has to be a minute longer than token.cooldownSeconds, or no code is ever sent again",
    );
  }
  return problems;
}

function checkNumbers({ token, budget, sends }: Settings, { whole }: Inspector): void {
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
}

function checkDestinations({ destinations }: Settings, { problems, text, list }: Inspector): void {
  list("destinations.allow", destinations.allow, (key, entry: { prefix?: string; country?: string }) => {
    text(`${key}.prefix`, entry?.prefix, /^\+[1-9]\d{0,6}$/, "a + and 1 to 7 digits");
    text(`${key}.country`, entry?.country, /^[A-Z]{2}$/, "two capital letters (ISO 3166)");
  });
  for (const [index, prefix] of destinations.deny.entries()) {
    text(`destinations.deny[${index}]`, prefix, /^\+[1-9]\d{0,6}$/, "a + and 1 to 7 digits");
  }
  problems.push(...checkMailboxes(destinations.email));
}

function checkStage(key: string, stage: Stage, { text, whole, oneOf, backends }: Inspector): void {
  const { capacity, alarms } = stage;
  backends(`${key}.backends`, stage.backends);
  text(`${key}.capacity.mode`, capacity.mode, /^(ON_DEMAND|PROVISIONED)$/, "ON_DEMAND or PROVISIONED");
  whole(`${key}.capacity.least`, capacity.least, 1, capacity.most);
  whole(`${key}.capacity.most`, capacity.most, 1, 40_000);
  oneOf(`${key}.logDays`, stage.logDays, LOG_DAYS);
  text(`${key}.removal`, stage.removal, /^(RETAIN|DESTROY)$/, "RETAIN or DESTROY");
  text(`${key}.emailIdentity`, stage.emailIdentity, /^(CREATE|EXISTING)$/, "CREATE or EXISTING");
  whole(`${key}.smsMonthlyUsd`, stage.smsMonthlyUsd, 1, 100_000);
  whole(`${key}.alarms.messages`, alarms.messages, 1, 1_000_000);
  whole(`${key}.alarms.wrongGuesses`, alarms.wrongGuesses, 1, 1_000_000);
  whole(`${key}.alarms.longCodes`, alarms.longCodes, 0, 1_000_000);
  whole(`${key}.alarms.p99Milliseconds`, alarms.p99Milliseconds, 100, 30_000);
  if (alarms.email !== undefined) text(`${key}.alarms.email`, alarms.email, EMAIL, "an e-mail address");
}

function checkSms({ sms }: Settings, { problems, text }: Inspector): void {
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
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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
