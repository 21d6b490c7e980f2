import { type Program, parse } from "acorn";
import { countNodes } from "./ast.ts";
import { checkTypesOnce } from "./checked-types.ts";
import { MANY_BUNDLE_NODES, MAX_BUNDLE_CHARACTERS } from "./documented.ts";
import { type Finding, formatFinding } from "./finding.ts";
import { typeCheck } from "./typecheck.ts";
import { findForbidden } from "./walk.ts";

export type { Finding } from "./finding.ts";

/**
 * Checks bundles in full: size, syntax tree, types.
 *
 * @param bundles texts by name
 * @returns findings with `bundle` set, bundle by bundle; AppSync itself would accept those that are marked `local`, and may accept
 * those that are marked `warning`
 */
export function gate(bundles: Map<string, string>): Finding[] {
  const types = typeCheck(bundles);
  return [...bundles].flatMap(([name, code]) => [
    ...inspect(name, code),
    ...nodeFindings(code).map((finding) => ({ ...finding, bundle: name })),
    ...types.filter(({ bundle }) => bundle === name),
  ]);
}

/**
 * Accepts bundles that run on AppSync and in this runtime. Warnings do not stop it.
 *
 * @throws Error that lists every finding as `file:line:column  name  message`
 */
export function assertGate(bundles: Map<string, string>): void {
  refuse("These bundles", gate(bundles));
}

/**
 * Accepts bundles whose types are right, as AppSync does when code is uploaded. Texts that have passed before cost nothing.
 *
 * @throws Error that lists every finding as `file:line:column  name  message`
 */
export function assertTypes(bundles: Map<string, string>): void {
  refuse("These bundles", checkTypesOnce(bundles));
}

/**
 * Accepts a bundle that can be loaded: the whole gate but the type check, which needs a compiler.
 *
 * @param name the bundle's name in messages
 * @throws Error that lists every finding as `file:line:column  name  message`
 */
export function assertLoadable(name: string, code: string): void {
  refuse(name, inspect(name, code));
}

function inspect(name: string, code: string): Finding[] {
  return [...sizeFindings(code), ...findForbidden(code)].map((finding) => ({ ...finding, bundle: name }));
}

function sizeFindings(code: string): Finding[] {
  if (code.length <= MAX_BUNDLE_CHARACTERS) return [];
  const message = `${shown(code.length)} characters: AppSync takes ${shown(MAX_BUNDLE_CHARACTERS)}; ${SMALLER}`;
  return [{ rule: "size", name: "size", line: 1, column: 1, message }];
}

function nodeFindings(code: string): Finding[] {
  const program = parsed(code);
  const count = program ? countNodes(program) : 0;
  if (count <= MANY_BUNDLE_NODES) return [];
  const message = `${shown(count)} syntax nodes: AppSync may refuse more than ${shown(MANY_BUNDLE_NODES)} as too large; ${SMALLER}`;
  return [{ rule: "size", name: "nodes", line: 1, column: 1, message, warning: true }];
}

/** What cannot be parsed is a finding of the walk's. */
function parsed(code: string): Program | undefined {
  try {
    return parse(code, { ecmaVersion: "latest", sourceType: "module" });
  } catch {
    return undefined;
  }
}

const SMALLER = "import less, or make two functions of it";
const shown = (count: number) => count.toLocaleString("en-US");

function refuse(what: string, findings: Finding[]): void {
  const refused = findings.filter(({ warning }) => !warning);
  if (refused.length === 0) return;
  throw new Error([`${what} cannot run in APPSYNC_JS:`, ...refused.map(formatFinding)].join("\n  "));
}
