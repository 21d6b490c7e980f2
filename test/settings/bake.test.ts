import { expect, test } from "vitest";
import { RESET_SETTINGS } from "../../functions/reset/settings.ts";
import { SEND_SETTINGS } from "../../functions/send/settings.ts";
import { STREAM_SETTINGS } from "../../functions/stream/settings.ts";
import { STEP_SETTINGS } from "../../resolvers/settings.ts";
import { bake } from "../../settings/bake.ts";
import { settingsFrom } from "../../settings/read.ts";
import { DEFAULTS, type Settings } from "../../settings/schema.ts";

/** Which settings get into a bundle. */

const TAKEN = { resolvers: STEP_SETTINGS, send: SEND_SETTINGS, reset: RESET_SETTINGS, stream: STREAM_SETTINGS };

/** One change for each of the settings. */
const CHANGES: Record<keyof Settings, object> = {
  serviceName: { serviceName: "Canary" },
  purposes: { purposes: ["login", "canary"] },
  backends: { backends: { canary: "canary" } },
  tenants: { tenants: { shop: { dailySends: 7 } } },
  messages: { messages: { login: { en: { sms: "Canary code {code}" } } } },
  languages: { languages: ["de"] },
  token: { token: { lifeSeconds: 599 } },
  budget: { budget: { guesses: 19 } },
  devices: { devices: { purposes: ["login"] } },
  sends: { sends: { subject: { day: 999 } } },
  resets: { resets: { subject: { day: 999 } } },
  destinations: { destinations: { deny: ["+1555"] } },
  sms: { sms: { senderId: "Canary" } },
  email: { email: { from: "canary@example.com" } },
  testMode: { testMode: { destinations: [{ destination: "a@example.com", code: "123456", expires: "2026-01-31" }] } },
  stages: { stages: { dev: { logDays: 180 } } },
};

test.each(Object.entries(TAKEN))("%s: the settings that a bundle takes are in it, and no other", (_, taken) => {
  const before = bake(DEFAULTS, taken);
  expect(Object.keys(JSON.parse(before.SETTINGS))).toEqual(taken);
  for (const [key, change] of Object.entries(CHANGES)) {
    const isTaken = (taken as readonly string[]).includes(key);
    expect(bake(settingsFrom(change), taken).SETTINGS === before.SETTINGS, key).toBe(!isTaken);
  }
});
