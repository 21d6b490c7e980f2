import { expect, test } from "vitest";
import { testNotes } from "../../local/test-notes.ts";
import { settingsFrom } from "../../settings/read.ts";

test("a start says whose codes are fixed, and which have ended: a suite would fail without a word", () => {
  const NOW = Date.UTC(2026, 11, 1, 23, 59);
  const entry = (destination: string, expires: string) => ({ destination, code: "424242", expires });
  const destinations = [entry("+12025550123", "2026-12-01"), entry("old@example.com", "2026-11-30")];
  expect(testNotes(settingsFrom({ testMode: { destinations } }, NOW), NOW)).toEqual([
    "Test mode: the code of +12025550123 is fixed until 2026-12-01.",
    "Test mode: the fixed code of old@example.com has ended on 2026-11-30, and codes are sent to it. testMode may name a later day.",
  ]);
  expect(testNotes(settingsFrom({}, NOW), NOW)).toEqual([]);
});
