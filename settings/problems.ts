import type * as z from "zod";
import { bare, formOf, schemaAt } from "./form.ts";

const MAX_SHOWN = 60;

/** Says what is wrong with a value of a schema: a line for each key, with what would be right and what it is. */
export function problemsOf(schema: z.core.$ZodType, issues: z.core.$ZodIssue[]): string[] {
  const lines = new Map<string, string>();
  for (const { path, says } of issues.flatMap((issue) => problemsIn(schema, issue))) {
    const key = pathText(path);
    if (!lines.has(key)) lines.set(key, `${key || "the whole"} ${says}`);
  }
  return [...lines.values()];
}

/** The same for rules that are judged once the whole is right. */
export const problemsOfRules = (problems: { path: PropertyKey[]; message: string; input: unknown }[]): string[] =>
  problems.map(({ path, message, input }) => `${pathText(path)} must be ${message}, but is ${shown(input)}`);

/** What one of zod's issues says, and of which keys. */
function problemsIn(schema: z.core.$ZodType, issue: z.core.$ZodIssue): { path: PropertyKey[]; says: string }[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    const { shape } = bare(schemaAt(schema, path)) as z.ZodObject;
    const known = Object.keys(shape).filter((key) => !key.startsWith("$"));
    const says = `is not a setting; the settings there are ${known.join(", ")}`;
    return issue.keys.map((key) => ({ path: [...path, key], says }));
  }
  if (issue.code === "invalid_key") {
    const { keyType } = bare(schemaAt(schema, path.slice(0, -1))) as z.ZodRecord;
    return [{ path, says: `has a key that must be ${formOf(keyType)}` }];
  }
  const right = issue.code === "custom" ? issue.message : formOf(schemaAt(schema, path));
  return [{ path, says: `must be ${right}, but is ${shown(wrongValue(issue))}` }];
}

/** The value that is wrong. Where a rule compares the keys of an object, zod reports the object, and its path ends in the key. */
function wrongValue({ code, input, path }: z.core.$ZodIssue): unknown {
  const isObject = typeof input === "object" && input !== null;
  return code === "custom" && isObject ? (input as Record<PropertyKey, unknown>)[path.at(-1) as PropertyKey] : input;
}

/** `["a", "b", 0]` as `a.b[0]`. */
const pathText = (path: PropertyKey[]) =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
