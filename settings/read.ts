import { readFileSync } from "node:fs";
import { messageProblems } from "./message-rules.ts";
import { numberProblems } from "./numbers.ts";
import { problemsOf, problemsOfRules } from "./problems.ts";
import { fileSchema, type Settings } from "./schema.ts";
import { testModeProblems } from "./test-mode-rules.ts";

/** Settings that cannot be used. `problems` has a line for each key: what would be right, and what it is. */
export class SettingsError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`the settings cannot be used:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/**
 * Gives the defaults with what `file` overrides: a JSON object of the same form, any part of it left out. Objects are
 * merged; lists and `backends` are replaced.
 *
 * @throws SettingsError that names each key that is wrong, and what would be right
 */
export function readSettings(file?: string): Settings {
  return settingsFrom(file === undefined ? {} : parse(file));
}

function parse(file: string): unknown {
  try {
    return JSON.parse(textOf(readFileSync(file)), refuseProto);
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new SettingsError([`there is no file ${file}`]);
    throw new SettingsError([`${file} cannot be read as JSON: ${message}`]);
  }
}

/** Reads text as editors write it: in UTF-8, or in UTF-16 with its byte order mark, which is skipped in both. */
function textOf(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder().decode(bytes);
}

/** zod drops this one name without a word, and a role that was dropped would be no backend. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === "__proto__") throw new SettingsError(["__proto__ cannot be the name of a setting or of a role"]);
  return value;
}

/** As `readSettings`, from a value. @param now milliseconds since the epoch, from which fixed codes may last for a while */
export function settingsFrom(overrides: unknown, now = Date.now()): Settings {
  const parsed = fileSchema.safeParse(overrides, { reportInput: true });
  if (!parsed.success) throw new SettingsError(problemsOf(fileSchema, parsed.error.issues));
  const { $schema: _, ...settings } = parsed.data;
  const problems = [...numberProblems(settings), ...messageProblems(settings), ...testModeProblems(settings, now)];
  if (problems.length > 0) throw new SettingsError(problemsOfRules(problems));
  return settings;
}
