import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readSettings, SettingsError, settingsFrom } from "../../settings/read.ts";
import { DEFAULTS } from "../../settings/schema.ts";
import { problemsOf } from "./support.ts";

/** What the settings are by default, and how a file overrides them. */

describe("the defaults", () => {
  test("are valid, and are the settings without any overrides", () => {
    expect(settingsFrom({})).toEqual(DEFAULTS);
    expect(settingsFrom(DEFAULTS)).toEqual(DEFAULTS);
    expect(readSettings()).toEqual(DEFAULTS);
  });

  test("are those that the design promises", () => {
    expect(DEFAULTS).toMatchObject({
      token: { lifeSeconds: 300, maxAttempts: 5, cooldownSeconds: 30, maxSends: 3 },
      budget: { guesses: 20, windowDays: 30 },
      sends: { subject: { quarterHour: 5, day: 20 }, destination: { quarterHour: 5, day: 20 } },
      purposes: ["login", "payment", "verify-contact", "password-reset"],
    });
  });

  test("keep the data of prod alone, and show the schema of dev alone", () => {
    const { dev, staging, prod } = DEFAULTS.stages;
    expect([dev, staging, prod].map(({ removal }) => removal)).toEqual(["DESTROY", "DESTROY", "RETAIN"]);
    expect([dev, staging, prod].map(({ introspection }) => introspection)).toEqual([true, false, false]);
  });

  test("stay as they are when something overrides them", () => {
    const before = structuredClone(DEFAULTS);
    const changed = settingsFrom({ token: { maxSends: 1 }, purposes: ["login"] });
    changed.purposes.push("more");
    changed.destinations.deny.pop();
    changed.stages.dev.alarms.messages = 5;
    expect(DEFAULTS).toEqual(before);
    expect(settingsFrom({})).toEqual(before);
  });
});

describe("merging", () => {
  test("objects are merged, at any depth", () => {
    const { token, sends, stages } = settingsFrom({
      token: { maxSends: 2 },
      sends: { subject: { day: 30 } },
      stages: { prod: { alarms: { email: "ops@example.com" } } },
    });
    expect(token).toEqual({ ...DEFAULTS.token, maxSends: 2 });
    expect(sends).toEqual({ ...DEFAULTS.sends, subject: { ...DEFAULTS.sends.subject, day: 30 } });
    const { prod } = DEFAULTS.stages;
    const alarms = { ...prod.alarms, email: "ops@example.com" };
    expect(stages).toEqual({ ...DEFAULTS.stages, prod: { ...prod, alarms } });
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

  test("may name the JSON Schema for an editor, which is not a setting", () => {
    const file = written('{"$schema":"./settings/settings.schema.json","serviceName":"Shop"}');
    expect(readSettings(file)).toEqual({ ...DEFAULTS, serviceName: "Shop" });
    expect(problemsOf({ $schema: 5 })).toEqual(["$schema must be a text, but is 5"]);
  });

  test("that is not JSON, or does not exist, is named", () => {
    const broken = written("{");
    const unnamed = written('{"backends":{"__proto__":"shop"}}');
    expect(() => readSettings(unnamed)).toThrow("__proto__ cannot be the name of a setting or of a role");
    expect(() => readSettings(broken)).toThrow(SettingsError);
    expect(() => readSettings(broken)).toThrow(`${broken} cannot be read as JSON`);
    const missing = `${broken}.none`;
    expect(() => readSettings(missing)).toThrow(new SettingsError([`there is no file ${missing}`]));
  });

  test("gets one error that lists every problem on its own line", () => {
    const file = written('{"token":{"lifeSeconds":5,"maxSends":9},"email":{"from":"x"},"sms":5,"nope":1}');
    expect(() => readSettings(file)).toThrow(
      /^the settings cannot be used:\n {2}token\.lifeSeconds .*\n {2}token\.maxSends .*\n {2}sms .*\n {2}email\.from .*\n {2}nope .*$/,
    );
  });
});
