import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readSettings, SettingsError, settingsFrom } from "../../settings/read.ts";
import { DEFAULTS } from "../../settings/settings.ts";

/** The settings: what may be changed, how far, and what is said about anything else. */

function problemsOf(overrides: unknown): string[] {
  try {
    settingsFrom(overrides);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).problems;
  }
}

/** `{ a: { b: value } }` for `a.b`. */
const at = (path: string, value: unknown) => path.split(".").reduceRight((inner, key) => ({ [key]: inner }), value);

test("the defaults are valid, and are what comes of no overrides", () => {
  expect(settingsFrom({})).toEqual(DEFAULTS);
  expect(readSettings()).toEqual(DEFAULTS);
});

test("the defaults are those that the design promises", () => {
  expect(DEFAULTS).toMatchObject({
    token: { lifeSeconds: 300, maxAttempts: 5, cooldownSeconds: 30, maxSends: 3 },
    budget: { guesses: 20, windowDays: 30 },
    sends: { subject: { quarterHour: 5, day: 20 }, destination: { quarterHour: 5, day: 20 } },
    purposes: ["login", "payment", "verify-contact", "password-reset"],
  });
});

describe("bounds", () => {
  test.each([
    ["token.lifeSeconds", 120, 600],
    ["token.maxAttempts", 1, 5],
    ["token.cooldownSeconds", 10, 240],
    ["token.maxSends", 1, 5],
    ["budget.guesses", 5, 100],
    ["budget.windowDays", 1, 90],
    ["budget.longCodeLength", 12, 16],
    ["sends.subject.day", 5, 1_000],
    ["sends.destination.day", 5, 1_000],
  ])("%s is a whole number from %d to %d", (key, least, most) => {
    for (const right of [least, most]) expect(problemsOf(at(key, right))).toEqual([]);
    for (const wrong of [least - 1, most + 1, least + 0.5]) {
      expect(problemsOf(at(key, wrong))).toEqual([
        `${key} has to be a whole number from ${least} to ${most}, and is ${wrong}`,
      ]);
    }
  });

  test.each(["subject", "destination"])("sends.%s.quarterHour is from 1 to 100, and not above the day's", (whose) => {
    const sends = (quarterHour: number, day: number) => problemsOf({ sends: { [whose]: { quarterHour, day } } });
    expect(sends(1, 1)).toEqual([]);
    expect(sends(100, 100)).toEqual([]);
    expect(sends(0, 20)).toEqual([expect.stringMatching(`sends.${whose}.quarterHour .* from 1 to 100, and is 0`)]);
    expect(sends(101, 200)).toEqual([expect.stringMatching(`sends.${whose}.quarterHour .* from 1 to 100`)]);
    expect(sends(10, 9)).toEqual([expect.stringMatching(`sends.${whose}.day .* from 10 to 1000, and is 9`)]);
  });

  test("sms.maxPriceUsd is above 0 and at most 5", () => {
    for (const right of [0.01, 5]) expect(problemsOf({ sms: { maxPriceUsd: right } })).toEqual([]);
    for (const wrong of [0, -1, 5.01]) {
      expect(problemsOf({ sms: { maxPriceUsd: wrong } })).toEqual([
        `sms.maxPriceUsd has to be above 0 and at most 5, and is ${wrong}`,
      ]);
    }
  });
});

describe("forms", () => {
  test.each<[string, unknown[], unknown[]]>([
    ["serviceName", ["A", "Zwanzig Zeichen lang"], ["", "einundzwanzig Zeichen", "<b>", "{code}", "two\nlines"]],
    ["purposes", [["login"], ["a-1"]], [[], ["Login"], ["1st"], ["a".repeat(33)], [5]]],
    ["languages", [["de"], ["ar", "en"]], [[], ["fr"]]],
    ["destinations.deny", [[], ["+1242"]], [["1242"], ["+0"], ["+12345678"]]],
    [
      "destinations.allow",
      [[{ prefix: "+49", country: "DE" }]],
      [[], [{ prefix: "49", country: "DE" }], [{ prefix: "+49", country: "de" }], [{ country: "DE" }], [null]],
    ],
    [
      "destinations.email",
      [
        [],
        [{ domains: ["*"] }],
        [{ domains: ["gmail.com", "xn--bcher-kva.example"], ignored: "._-", separator: "-", as: "gmail.com" }],
        [
          { domains: ["fastmail.com"], subdomains: true },
          { domains: ["*"], separator: "+" },
        ],
      ],
      [
        [null],
        ["gmail.com"],
        [{}],
        [{ domains: [] }],
        [{ domains: "gmail.com" }],
        [{ domains: ["Gmail.com"] }],
        [{ domains: ["gmail"] }],
        [{ domains: ["a@gmail.com"] }],
        [{ domains: [5] }],
        [{ domains: ["*.gmail.com"] }],
        [{ domains: ["*", "gmail.com"] }],
        [{ domains: ["gmail.com"] }, { domains: ["gmail.com"] }],
        [{ domains: ["gmail.com"], ignored: "" }],
        [{ domains: ["gmail.com"], ignored: "a" }],
        [{ domains: ["gmail.com"], ignored: 5 }],
        [{ domains: ["gmail.com"], separator: "++" }],
        [{ domains: ["gmail.com"], separator: "a" }],
        [{ domains: ["gmail.com"], separator: null }],
        [{ domains: ["gmail.com"], subdomains: "yes" }],
        [{ domains: ["*"], subdomains: true }],
        [{ domains: ["gmail.com"], as: "googlemail.com" }],
        [{ domains: ["*"], as: "*" }],
        [{ domains: ["gmail.com"], dots: "ignored" }],
        [{ domains: [`${"a".repeat(64)}.com`] }],
      ],
    ],
    ["backends", [{}, { "any-Role_1": "shop" }], [{ role: "Shop" }, { role: "a|b" }, { role: "" }, { role: 5 }]],
    ["sms.senderId", ["EXAMPLE", "A-1"], ["", "12345", "TWELVE-CHARS", "with space"]],
    ["sms.host", ["example.com"], ["example", "https://example.com", "Example.com"]],
    ["sms.androidHash", ["FA+9qCX9VSu"], ["FA+9qCX9VS", "FA+9qCX9VSu="]],
    ["email.from", ["no-reply@example.org"], ["", "no-reply", "Name <a@example.org>", "a@b@c"]],
  ])("%s", (key, right, wrong) => {
    for (const value of right) expect(problemsOf(at(key, value)), JSON.stringify(value)).toEqual([]);
    for (const value of wrong) {
      const problems = problemsOf(at(key, value));
      expect(problems.length, JSON.stringify(value)).toBeGreaterThan(0);
      for (const problem of problems) expect(problem.startsWith(key)).toBe(true);
    }
  });

  test.each([
    ["serviceName", 5, "serviceName has to be a string, and is a number"],
    ["token", 5, "token has to be an object, and is a number"],
    ["token.lifeSeconds", "300", "token.lifeSeconds has to be a number, and is a string"],
    ["purposes", "login", "purposes has to be a list, and is a string"],
    ["purposes", null, "purposes has to be a list, and is null"],
    ["sms.senderId", 5, "sms.senderId has to be a string, and is a number"],
    ["sms.maxPriceUsd", "1", "sms.maxPriceUsd has to be a number, and is a string"],
  ])("%s of another type: %j", (key, value, problem) => {
    expect(problemsOf(at(key, value))).toEqual([problem]);
  });

  test.each([[[]], [null], ["text"], [5]])("the whole of another type: %j", (value) => {
    expect(problemsOf(value)).toEqual([expect.stringContaining("the whole has to be an object")]);
  });
});

describe("unknown keys", () => {
  test.each([
    ["tokens", "token"],
    ["token.lifeSecond", "lifeSeconds"],
    ["sends.subject.hour", "quarterHour"],
    ["email.form", "from"],
    ["token.toString", "lifeSeconds"],
  ])("%s is no setting, and what might have been meant is told", (key, neighbour) => {
    const [problem, ...others] = problemsOf(at(key, 1));
    expect(problem).toContain(`${key} is no setting`);
    expect(problem).toContain(neighbour);
    expect(others).toEqual([]);
  });

  test.each(['{"__proto__":{"lifeSeconds":1}}', '{"constructor":1}', '{"sms":{"price":1}}'])(
    "%s is refused",
    (text) => {
      expect(problemsOf(JSON.parse(text))).toHaveLength(1);
    },
  );
});

describe("merging", () => {
  test("objects are merged, at any depth", () => {
    const { token, sends } = settingsFrom({ token: { maxSends: 2 }, sends: { subject: { day: 30 } } });
    expect(token).toEqual({ ...DEFAULTS.token, maxSends: 2 });
    expect(sends).toEqual({ ...DEFAULTS.sends, subject: { ...DEFAULTS.sends.subject, day: 30 } });
  });

  test("lists and backends are replaced", () => {
    const { purposes, backends, destinations } = settingsFrom({
      purposes: ["login"],
      backends: { "my-role": "mine" },
      destinations: { deny: [] },
    });
    expect(purposes).toEqual(["login"]);
    expect(backends).toEqual({ "my-role": "mine" });
    expect(destinations).toEqual({ ...DEFAULTS.destinations, deny: [] });
  });

  test("what the defaults leave out can be set", () => {
    const { sms, email } = settingsFrom({ sms: { senderId: "SHOP" }, email: { replyTo: "help@example.com" } });
    expect(sms).toEqual({ senderId: "SHOP" });
    expect(email).toEqual({ from: DEFAULTS.email.from, replyTo: "help@example.com" });
  });

  test("the defaults stay as they are", () => {
    const before = structuredClone(DEFAULTS);
    settingsFrom({ token: { maxSends: 1 }, purposes: ["login"] });
    expect(DEFAULTS).toEqual(before);
  });
});

describe("a file", () => {
  const written = (content: string) => {
    const folder = mkdtempSync(join(tmpdir(), "settings-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "settings.json");
    writeFileSync(file, content);
    return file;
  };

  test("overrides the defaults", () => {
    expect(readSettings(written('{"serviceName":"Shop"}'))).toEqual({ ...DEFAULTS, serviceName: "Shop" });
  });

  test("that is no JSON or not there is named", () => {
    const broken = written("{");
    expect(() => readSettings(broken)).toThrow(SettingsError);
    expect(() => readSettings(broken)).toThrow(`${broken} cannot be read as JSON`);
    const none = `${broken}.none`;
    expect(() => readSettings(none)).toThrow(new SettingsError([`there is no file ${none}`]));
  });

  test("everything that is wrong with it is told at once, a line each", () => {
    const file = written('{"token":{"lifeSeconds":5,"maxSends":9},"email":{"from":"x"}}');
    expect(() => readSettings(file)).toThrow(
      /^the settings cannot be used:\n {2}token\.lifeSeconds .*\n {2}token\.maxSends .*\n {2}email\.from .*$/,
    );
  });
});

describe("rules for addresses", () => {
  const rules = (...email: unknown[]) => problemsOf({ destinations: { email } });

  test("each key that is wrong is told with what would be right", () => {
    expect(rules({ domains: ["Gmail.com"], ignored: "x", separator: "#", as: "gmail.com", plus: "ignored" })).toEqual([
      "destinations.email[0].plus is no setting; those beside it are domains, ignored, separator, subdomains, as",
      'destinations.email[0].domains[0] has to be a domain in lower case, or *, and is "Gmail.com"',
      'destinations.email[0].ignored has to be of the characters ., - and _, and is "x"',
      'destinations.email[0].separator has to be + or -, and is "#"',
      'destinations.email[0].as has to be one of its domains, and not *, and is "gmail.com"',
    ]);
    expect(rules({ domains: ["*", "a.example"] })).toEqual([
      'destinations.email[0].domains has to be a list of one domain at least, or of * alone, and is ["*","a.example"]',
    ]);
  });

  test("a domain has one rule", () => {
    expect(rules({ domains: ["a.example"] }, { domains: ["b.example", "a.example"] })).toEqual([
      'destinations.email has to name a domain once, and names "a.example" again',
    ]);
  });

  test("they are at most 2,000 characters as JSON", () => {
    const domains = (count: number) => ({ domains: Array.from({ length: count }, (_, n) => `d${100 + n}.example`) });
    expect(rules(domains(132))).toEqual([]);
    expect(rules(domains(133))).toEqual(["destinations.email has to be at most 2,000 characters as JSON, and is 2010"]);
  });
});

test("a life that ends before a code may be sent again is refused", () => {
  const token = { lifeSeconds: 120, cooldownSeconds: 61 };
  expect(() => settingsFrom({ token })).toThrow(
    "token.lifeSeconds has to be a minute longer than token.cooldownSeconds",
  );
});
