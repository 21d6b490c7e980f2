import { MAX_BUNDLE_CHARACTERS } from "./documented.ts";
import { type Finding, formatFinding } from "./finding.ts";
import { typeCheck } from "./typecheck.ts";
import { findForbidden } from "./walk.ts";

export type { Finding } from "./finding.ts";

/**
 * Checks bundles in full: size, syntax tree, types.
 *
 * @param bundles texts by name
 * @returns findings with `bundle` set, bundle by bundle; AppSync itself would accept those that are marked `local`
 */
export function gate(bundles: Map<string, string>): Finding[] {
  const types = typeCheck(bundles);
  return [...bundles].flatMap(([name, code]) => [
    ...inspect(name, code),
    ...types.filter(({ bundle }) => bundle === name),
  ]);
}

/**
 * Accepts bundles that run on AppSync and in this runtime.
 *
 * @throws Error that lists every finding as `file:line:column  name  message`
 */
export function assertGate(bundles: Map<string, string>): void {
  refuse("These bundles", gate(bundles));
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
  const [has, most] = [code.length, MAX_BUNDLE_CHARACTERS].map((count) => count.toLocaleString("en-US"));
  const message = `${has} characters: AppSync takes ${most}; import less, or make two functions of it`;
  return [{ rule: "size", name: "size", line: 1, column: 1, message }];
}

function refuse(what: string, findings: Finding[]): void {
  if (findings.length === 0) return;
  throw new Error([`${what} cannot run in APPSYNC_JS:`, ...findings.map(formatFinding)].join("\n  "));
}
