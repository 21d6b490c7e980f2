import { readFileSync } from "node:fs";
import { buildSchema } from "graphql";

/** A package imports nothing from outside itself, so the typed client gets a copy of what it needs to know: the files of this folder write it. */

const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8");

export const schema = buildSchema(`${read("appsync.graphql")}\n${read("schema.graphql")}`);

export const isRoot = ({ name }: { name: string }) => name === "Query" || name === "Mutation";

export const generatedFrom = (source: string) => `// Generated from ${source} by \`npm run docs\`.\n`;

/** A description as a comment in front of what it describes; empty if there is none. */
export function comment(text: string | null | undefined, indent = ""): string {
  if (!text) return "";
  const lines = text.split("\n");
  const body = lines.length > 1 ? ["/**", ...lines.map((line) => ` * ${line}`), " */"] : [`/** ${text} */`];
  return `${body.map((line) => indent + line).join("\n")}\n`;
}
