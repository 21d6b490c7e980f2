import { ERRORS, LIMIT_NAMES, REASONS } from "../../../contract/errors.ts";
import { comment, generatedFrom } from "./schema.ts";

/** The types of `errorInfo`, by the type of the error. */
export function clientErrors(): string {
  const infos = Object.entries(ERRORS).map(([type, { when, info }]) => {
    const fields = Object.entries<string>(info).map(
      ([name, meaning]) => `${comment(meaning, "    ")}    ${name}: ${infoType(name)};`,
    );
    const text = fields.length > 0 ? `{\n${fields.join("\n")}\n  }` : "null";
    return `${comment(when, "  ")}  ${type}: ${text};`;
  });
  return [
    generatedFrom("contract/errors.ts"),
    `/** Why a field of the input cannot be used. */\nexport type Reason =\n${union(REASONS)};\n`,
    `/** What limits messages. */\nexport type LimitName =\n${union(LIMIT_NAMES)};\n`,
    `/** The \`errorInfo\` of each type of error. */\nexport interface ErrorInfo {\n${infos.join("\n")}\n}\n`,
  ].join("\n");
}

const union = (names: Record<string, string>) =>
  Object.entries(names)
    .map(([name, meaning]) => `${comment(meaning, "  ")}  | "${name}"`)
    .join("\n");

/** The type of each field of `errorInfo`, by its name. */
const TYPES: Record<string, string> = {
  field: "string",
  reason: "Reason",
  limit: "LimitName",
  retryAfterSeconds: "number",
  retryable: "boolean",
  purpose: "string",
  withinSeconds: "number",
  requestId: "string",
};

function infoType(name: string): string {
  const type = TYPES[name];
  if (!type) throw new Error(`this file has no type for ${name}, a field of errorInfo`);
  return type;
}
