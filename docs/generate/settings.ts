import * as z from "zod";
import { bare, formOf } from "../../settings/form.ts";
import { DEFAULTS, fileSchema, schema } from "../../settings/schema.ts";

/** The reference page of the settings, and the JSON Schema by which an editor completes a file of them. */

const INTRODUCTION = `# Settings

Every number and name that a deployer may change. This page is generated from [settings/schema.ts](../../settings/schema.ts) by \`npm run docs\`.

\`OTP_SETTINGS\` names a JSON file that overrides any of them:

\`\`\`json
{
  "$schema": "./settings/settings.schema.json",
  "serviceName": "Shop",
  "sends": { "subject": { "day": 10 } }
}
\`\`\`

Objects are merged with the defaults; lists and \`backends\` replace them. A key that does not exist, or a value out of bounds, is refused with the key and
with what would be right. \`$schema\` is for editors: it names the [JSON Schema](../../settings/settings.schema.json) that completes keys and checks bounds.
`;

/** One key of the settings, by its whole path. */
interface Setting {
  path: string[];
  schema: z.core.$ZodType;
}

const isGroup = (inner: z.core.$ZodType): inner is z.ZodObject => inner instanceof z.ZodObject;

const settingsIn = (path: string[], wrapped: z.core.$ZodType): Setting[] => {
  const inner = bare(wrapped);
  if (!isGroup(inner)) return [{ path, schema: wrapped }];
  return Object.entries(inner.shape).flatMap(([key, value]) => settingsIn([...path, key], value));
};

/** Gives the text of `docs/reference/settings.md`. */
export function settingsPage(): string {
  const { stages, ...others } = schema.shape;
  const entries = Object.entries(others);
  const single = entries
    .filter(([, value]) => !isGroup(bare(value)))
    .map(([key, value]) => ({ path: [key], schema: value }));
  const groups = entries.filter(([, value]) => isGroup(bare(value)));
  return [
    INTRODUCTION,
    section("General", undefined, single),
    ...groups.map(([key, value]) => section(`\`${key}\``, describe(value), settingsIn([key], value))),
    stagesSection(stages),
  ].join("\n");
}

function section(title: string, description: string | undefined, settings: Setting[]): string {
  const rows = settings.flatMap(({ path, schema: value }) => {
    const given = valueAt(path);
    return [
      row(`\`${path.join(".")}\``, describe(value), shown(path, given), allowed(value)),
      ...entryRows(path, value),
    ];
  });
  const long = settings.filter(({ path }) => isLong(valueAt(path))).map(({ path }) => longDefault(path));
  return [
    `## ${title}\n`,
    ...(description ? [`${description}\n`] : []),
    table(["key", "what it means", "default", "allowed"], rows),
    ...long,
  ].join("\n");
}

/** The keys of the entries of a list, or of an object whose keys are free. */
function entryRows(path: string[], value: z.core.$ZodType): string[] {
  const inner = bare(value);
  const [place, entry] =
    inner instanceof z.ZodArray
      ? ["[]", bare(inner.element)]
      : inner instanceof z.ZodRecord
        ? [".<name>", bare(inner.valueType)]
        : [];
  if (!entry || !isGroup(entry)) return [];
  return Object.entries(entry.shape).flatMap(([key, each]) => {
    const keyPath = [`${path.join(".")}${place}`, key];
    return [
      row(`\`${keyPath.join(".")}\``, describe(each), presence(each), allowed(each)),
      ...entryRows(keyPath, each),
    ];
  });
}

function presence(entry: z.core.$ZodType): string {
  if (entry instanceof z.ZodDefault) return `\`${JSON.stringify(entry.def.defaultValue)}\``;
  return entry instanceof z.ZodOptional ? "optional" : "required";
}

/** The stages differ by their defaults alone, so one table shows all of them. */
function stagesSection(stages: (typeof schema)["shape"]["stages"]): string {
  const { shape } = stages.unwrap();
  const names = Object.keys(shape);
  const rows = settingsIn([], shape.dev).map(({ path, schema: value }) =>
    row(
      `\`${path.join(".")}\``,
      describe(value),
      ...names.map((name) => shown(path, valueAt(["stages", name, ...path]))),
      allowed(value),
    ),
  );
  return [
    "## `stages`\n",
    `${describe(stages)} Keys begin with the name of the stage: \`stages.dev.logDays\`.\n`,
    table(["key", "what it means", ...names.map((name) => `\`${name}\``), "allowed"], rows),
  ].join("\n");
}

const table = (head: string[], rows: string[]) =>
  [row(...head), `|${"---|".repeat(head.length)}`, ...rows, ""].join("\n");
const row = (...cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

/** A description, in which pages of `docs/` become links. */
const describe = (value: z.core.$ZodType) =>
  ((value as z.ZodType).description ?? "").replaceAll(/docs\/([\w-]+\.md)/g, "[docs/$1](../$1)");

const allowed = (value: z.core.$ZodType) => {
  const inner = bare(value);
  const each =
    inner instanceof z.ZodArray ? bare(inner.element) : inner instanceof z.ZodRecord ? inner.valueType : undefined;
  return each && !isGroup(each) ? `${formOf(value)}, each ${formOf(each)}` : formOf(value);
};

const valueAt = (path: string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], DEFAULTS);

const LONG = 80;
const isLong = (value: unknown) => (JSON.stringify(value) ?? "").length > LONG;
const shown = (path: string[], value: unknown) => {
  if (value === undefined) return "not set";
  return isLong(value) ? `[below](#default-of-${path.join("").toLowerCase()})` : `\`${JSON.stringify(value)}\``;
};

function longDefault(path: string[]): string {
  const entries = (valueAt(path) as unknown[]).map((entry) => JSON.stringify(entry));
  return `### Default of \`${path.join(".")}\`\n\n\`\`\`json\n${wrapped(entries)}\n\`\`\`\n`;
}

/** A list as JSON, in lines of at most 100 characters as far as entries allow. */
function wrapped(entries: string[]): string {
  const lines: string[] = [];
  for (const entry of entries) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + entry.length < 100) lines.push(`${lines.pop()}, ${entry}`);
    else lines.push(entry);
  }
  return `[\n${lines.map((line) => `  ${line}`).join(",\n")}\n]`;
}

/** Gives the JSON Schema (draft 2020-12) of a settings file. Rules between keys are not in it: reading the file checks those. */
export function settingsJsonSchema(): object {
  return z.toJSONSchema(fileSchema, {
    io: "input",
    override({ jsonSchema }) {
      // An empty default of a group says nothing: its keys have their own.
      if (jsonSchema.type === "object" && jsonSchema.properties) delete jsonSchema.default;
    },
  });
}
