import { expect } from "vitest";
import { SettingsError, settingsFrom } from "../../settings/read.ts";

/** What is said about overrides: a line for each key that is wrong. */
export function problemsOf(overrides: unknown): string[] {
  try {
    settingsFrom(overrides);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).problems;
  }
}

/** `{ a: { b: value } }` for `a.b`. */
export const at = (path: string, value: unknown) =>
  path.split(".").reduceRight((inner, key) => ({ [key]: inner }), value);
