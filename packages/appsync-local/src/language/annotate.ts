import { type AnyNode, type Program, parse } from "acorn";
import { isFunction, plainName } from "./ast.ts";
import type { SourceLocation } from "./finding.ts";

/** A text that was put into a line. */
export interface Insertion extends SourceLocation {
  length: number;
}

/**
 * Declares in JSDoc, before `request` and `response`, that `ctx` is the `Context` of world.ts. No line moves.
 *
 * @returns the text, and where in it something was put; code that cannot be parsed is left as it is
 */
export function annotateHandlers(code: string): { text: string; insertions: Insertion[] } {
  const handlers = handlersOf(code);
  const insertions: Insertion[] = [];
  let text = "";
  let at = 0;
  for (const { statement, parameter } of handlers) {
    const comment = `/** @param {Context} ${parameter} */ `;
    text += code.slice(at, statement.start) + comment;
    at = statement.start;
    const { line, column } = statement.loc?.start ?? { line: 0, column: 0 };
    insertions.push({ line, column: column + 1, length: comment.length });
  }
  return { text: text + code.slice(at), insertions };
}

/** Finds where a location in the annotated text is in the code. */
export function locationBefore({ line, column }: SourceLocation, insertions: Insertion[]): SourceLocation {
  let shift = 0;
  for (const insertion of insertions) {
    if (insertion.line === line && insertion.column + insertion.length + shift <= column) shift += insertion.length;
  }
  return { line, column: column - shift };
}

interface Handler {
  statement: AnyNode;
  /** The name of the first parameter. */
  parameter: string;
}

function handlersOf(code: string): Handler[] {
  const program = parseLeniently(code);
  if (!program) return [];
  const names = new Set(["request", "response"].map((name) => localNameOf(name, program)));
  return program.body.flatMap((statement): Handler[] => {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    const { name, value } = (declaration && declared(declaration)) ?? {};
    if (!name || !names.has(name) || !value || !isFunction(value)) return [];
    const [first] = value.params;
    return first?.type === "Identifier" ? [{ statement, parameter: first.name }] : [];
  });
}

function parseLeniently(code: string): Program | undefined {
  try {
    return parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true });
  } catch {
    return undefined; // the compiler says what is wrong
  }
}

/** Bundlers write `export { request3 as request }`. */
function localNameOf(exported: string, { body }: Program): string | undefined {
  for (const node of body) {
    if (node.type !== "ExportNamedDeclaration") continue;
    const specifier = node.specifiers.find((candidate) => plainName(candidate.exported) === exported);
    if (specifier) return plainName(specifier.local);
  }
  return exported;
}

function declared(node: AnyNode): { name: string | undefined; value: AnyNode | null | undefined } | undefined {
  if (node.type === "FunctionDeclaration") return { name: node.id?.name, value: node };
  if (node.type !== "VariableDeclaration" || node.declarations.length !== 1) return undefined;
  const [only] = node.declarations;
  return only && { name: plainName(only.id), value: only.init };
}
