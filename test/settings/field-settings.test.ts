import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCountries, getCountryCallingCode } from "libphonenumber-js/max";
import { expect, onTestFinished, test } from "vitest";
import { readSettings } from "../../settings/read.ts";
import { problemsOf } from "./support.ts";

/** Settings as people write them: what can never work is refused at the start, by its key and with what would be right. */

const allow = (prefix: string, country: string, key = "allow") => {
  const entry = { prefix, country };
  return problemsOf({
    destinations: { allow: key === "allow" ? [entry] : [{ prefix: "+49", country: "DE" }], [key]: [entry] },
  });
};

test.each([
  ["+49", "AT", "what numbers of AT begin with, such as +43"],
  ["+1", "DE", "what numbers of DE begin with, such as +49"],
  ["+1876", "US", "what numbers of US begin with, such as +1"],
  ["+447797", "GB", "what numbers of GB begin with, such as +44"],
  ["+770", "RU", "what numbers of RU begin with, such as +7"],
  ["+49", "ZZ", "that of a country with phone numbers, which ZZ is not"],
])("a pair that can never match is refused by key: %s in %s", (prefix, country, right) => {
  expect(allow(prefix, country)).toEqual([`destinations.allow[0].prefix must be ${right}, but is "${prefix}"`]);
});

test.each([
  ["+49", "DE"],
  ["+4", "AT"],
  ["+1436", "US"],
  ["+1876", "JM"],
  ["+590", "MF"],
  ["+212", "EH"],
  ["+4420", "GB"],
  ["+77", "KZ"],
])("a pair that may match is taken: %s in %s", (prefix, country) => {
  expect(allow(prefix, country)).toEqual([]);
});

test("a range is one of a country that is allowed for its prefix", () => {
  expect(allow("+49199", "DE", "ranges")).toEqual([]);
  expect(allow("+43999", "AT", "ranges")).toEqual([
    'destinations.ranges[0].country must be a country that destinations.allow has for numbers with this prefix, but is "AT"',
  ]);
});

test("every country of the world may be allowed at once", () => {
  const all = getCountries().map((country) => ({ prefix: `+${getCountryCallingCode(country)}`, country }));
  expect(all.length).toBeGreaterThan(240);
  expect(problemsOf({ destinations: { allow: all } })).toEqual([]);
});

test("settings nobody checks: each of these failed with every message, and is refused by key now", () => {
  expect(problemsOf({ email: { replyTo: "support" } })).toEqual([
    expect.stringMatching(/^email\.replyTo must be an e-mail address/),
  ]);
  expect(problemsOf({ sms: { originationNumber: "" } })).toEqual([
    expect.stringMatching(/^sms\.originationNumber must be /),
  ]);
  expect(problemsOf({ purposes: ["payment"] })).toContainEqual(
    expect.stringMatching(/^purposes must be a list that has login/),
  );
  expect(problemsOf({ email: { configurationSet: "x" } })).toEqual([
    expect.stringMatching(/^email\.configurationSet is not a setting/),
  ]);
  expect(problemsOf({ email: { from: "Shop <no-reply@example.com>" } })).toEqual([
    expect.stringMatching(/^email\.from must be an e-mail address alone/),
  ]);
  expect(problemsOf({ email: { fromName: "Müller & Söhne" } })).toEqual([]);
});

test.each([
  ["UTF-8 with a byte order mark", Buffer.from('\ufeff{"serviceName":"Läden"}')],
  ["UTF-16 little endian", Buffer.from('\ufeff{"serviceName":"Läden"}', "utf16le")],
  ["UTF-16 big endian", Buffer.from('\ufeff{"serviceName":"Läden"}', "utf16le").swap16()],
  ["UTF-8", Buffer.from('{"serviceName":"Läden"}')],
])("files as editors write them are read: %s", (_, bytes) => {
  const folder = mkdtempSync(join(tmpdir(), "settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "settings.json");
  writeFileSync(file, bytes);
  expect(readSettings(file).serviceName).toBe("Läden");
});

test.each([
  [
    { login: { en: { sms: "your number {code}" } } },
    "login.en.sms must be a text with the word code, for which phones look",
  ],
  [{ login: { en: { sms: "no placeholder" } } }, "login.en.sms must be a text of 1 to 140 characters"],
  [{ login: { en: { sms: "code {code} {code}" } } }, "login.en.sms must be a text of 1 to 140 characters"],
  [{ login: { en: { sms: "code {code} for {user}" } } }, "login.en.sms must be a text of 1 to 140 characters"],
  [
    { login: { en: { sms: "code {code} https://evil.example" } } },
    "login.en.sms must be a text of 1 to 140 characters",
  ],
  [{ login: { en: { sms: "code {code}\n@evil.example #1" } } }, "login.en.sms must be a text of 1 to 140 characters"],
  [{ login: { ja: { sms: `コード{code}${"あ".repeat(70)}` } } }, "login.ja.sms must be at most 70 characters (UCS-2)"],
  [{ login: { en: { subject: "Your code {code}" } } }, "login.en.subject must be a text of 1 to 100 characters"],
  [{ lunch: { en: { intro: "Hello:" } } }, "lunch must be that of one of purposes"],
])("texts of a tenant's own keep to the rules: %j", (messages, said) => {
  const [problem] = problemsOf({ messages });
  expect(problem).toContain(`messages.${said}`);
  expect(problemsOf({ tenants: { shop: { messages } } })[0]).toContain(`tenants.shop.messages.${said}`);
});
