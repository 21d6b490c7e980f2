#!/usr/bin/env node
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { AUTH_MODES, fieldTypes } from "./field-types.ts";

/** The command `appsync-local-types`. */

const HELP = `usage: appsync-local-types [options] <schema.graphql>

Writes TypeScript with the types of each field: FieldContext<"Query.note"> is its ctx (args, source, identity),
FieldResult<"Query.note"> what it answers.

  --out <file>             where to write; otherwise to the standard output
  --default-auth <mode>    the API's default mode, of which fields are that name none: ${AUTH_MODES.join(", ")}
  --check                  writes nothing, and ends with status 1 when the file is not as it would be written
  --help                   shows this
`;

function fail(says: string): never {
  console.error(says);
  process.exit(2);
}

function read() {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const options = { out: text, "default-auth": text, check: flag, help: flag };
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${HELP}`);
  }
}

const { values, positionals } = read();
const { out, "default-auth": mode } = values;
const [file, more] = positionals;
if (values.help) {
  console.log(HELP);
  process.exit();
}
if (file === undefined || more !== undefined) fail(`name one schema\n\n${HELP}`);
if (mode !== undefined && !AUTH_MODES.includes(mode))
  fail(`there is no mode ${mode}: name one of ${AUTH_MODES.join(", ")}`);
if (values.check && out === undefined) fail("--check needs --out: the file to compare with");

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return fail((error as Error).message);
  }
}

function typesOf(path: string): string {
  try {
    return fieldTypes(textOf(path), mode);
  } catch (error) {
    return fail((error as Error).message.replaceAll(/^schema(?=:)/gm, path));
  }
}

const types = typesOf(file);
if (out === undefined) process.stdout.write(types);
else if (!values.check) writeFileSync(out, types);
else if (textOf(out) !== types) {
  console.error(`${out} is not what ${file} says: write it again without --check`);
  process.exitCode = 1;
}
