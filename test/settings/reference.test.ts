import { describe, expect, test } from "vitest";
import * as z from "zod";
import { settingsJsonSchema, settingsPage } from "../../docs/generate/settings.ts";
import { DEFAULTS } from "../../settings/schema.ts";

describe("the reference page of the settings", () => {
  test("explains every key, and says what is allowed", () => {
    const rows = settingsPage()
      .split("\n")
      .filter((line) => line.startsWith("| `"));
    expect(rows.length).toBeGreaterThan(40);
    for (const row of rows) {
      const [, , meaning, ...others] = row.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, ""));
      for (const cell of [meaning, ...others]) expect(cell, row).not.toBe("");
    }
  });
});

describe("the JSON Schema of a settings file", () => {
  const schema = settingsJsonSchema();

  test.each([
    ["nothing at all", {}, true],
    ["the defaults", DEFAULTS, true],
    ["the key by which an editor finds it", { $schema: "./settings/settings.schema.json" }, true],
    ["a part of a group", { stages: { dev: { logDays: 30 } } }, true],
    ["a key that is not a setting", { token: { lifeSecond: 300 } }, false],
    ["a number out of bounds", { token: { lifeSeconds: 5 } }, false],
    ["a text of another form", { email: { from: "x" } }, false],
  ])("judges %s as reading the file does", (_, file, isRight) => {
    const judge = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    expect(judge.safeParse(file).success).toBe(isRight);
  });
});
