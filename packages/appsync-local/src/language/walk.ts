import { type AnyNode, type Program, parse } from "acorn";
import { eachChild, type FunctionNode, isFunction } from "./ast.ts";
import { bind } from "./bindings.ts";
import { type Finding, sourceLocator } from "./finding.ts";
import { contextsOf } from "./handlers.ts";
import { createLibrary } from "./library.ts";
import { createOwnMethods } from "./own-methods.ts";
import { assignmentsRule } from "./rules/assignments.ts";
import { callsRule } from "./rules/calls.ts";
import { contextRule } from "./rules/context.ts";
import { endingRule } from "./rules/ending.ts";
import { functionValuesRule } from "./rules/function-values.ts";
import { globalsRule } from "./rules/globals.ts";
import { membersRule } from "./rules/members.ts";
import { checkExports, checkHelper, importsRule } from "./rules/modules.ts";
import { prototypesRule } from "./rules/prototypes.ts";
import { recursionRule } from "./rules/recursion.ts";
import type { Checks, Walk } from "./rules/rule.ts";
import { syntaxRule } from "./rules/syntax.ts";

/**
 * Compares a bundle's syntax tree with the allow-list.
 *
 * @param code text of a bundled APPSYNC_JS module
 * @returns what is refused, in the order of the text; empty if there is nothing to refuse. Code that cannot be parsed is a finding, not an error
 */
export function findForbidden(code: string): Finding[] {
  const findings: Finding[] = [];
  const sourceOf = sourceLocator(code);
  const add = (
    line: number,
    column: number,
    finding: Pick<Finding, "rule" | "name" | "message" | "local" | "warning">,
  ) => {
    const source = sourceOf({ line, column });
    findings.push({ ...finding, line, column, ...(source ? { source } : {}) });
  };
  const program = parseModule(code, add);
  if (!program) return findings;
  const bindings = bind(program);
  const walk: Walk = {
    code,
    bindings,
    library: createLibrary(bindings),
    isOwnMethod: createOwnMethods(program, bindings),
    report({ loc }, finding) {
      add(loc?.start.line ?? 1, (loc?.start.column ?? 0) + 1, finding);
    },
  };
  walkProgram(program, walk);
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

function parseModule(
  code: string,
  add: (line: number, column: number, finding: Pick<Finding, "rule" | "name" | "message">) => void,
): Program | undefined {
  try {
    return parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true, allowHashBang: false });
  } catch (error) {
    if (!(error instanceof SyntaxError) || !("loc" in error)) throw error;
    const { line, column } = error.loc as { line: number; column: number };
    const reason = error.message.replace(/ \(\d+:\d+\)$/, "");
    add(line, column + 1, { rule: "syntax", name: "SyntaxError", message: `this is not an ES module: ${reason}` });
    return undefined;
  }
}

function walkProgram(program: Program, walk: Walk): void {
  const checkSyntax = syntaxRule(walk);
  const rules: Checks[] = [
    ...[globalsRule, membersRule, prototypesRule, callsRule, importsRule].map((rule) => rule(walk)),
    ...[functionValuesRule, assignmentsRule].map((rule) => rule(walk)),
    contextRule(walk, contextsOf(program, walk.bindings)),
  ];
  const recursion = recursionRule(walk);
  const ending = endingRule(walk);
  const enclosing: FunctionNode[] = [];

  function visit(node: AnyNode): void {
    if (checkHelper(node, walk)) return;
    checkSyntax(node);
    // A class is refused with everything in it.
    if (node.type === "ClassDeclaration" || node.type === "ClassExpression") return;
    for (const rule of rules) (rule[node.type] as ((node: AnyNode) => void) | undefined)?.(node);
    if (node.type === "CallExpression") {
      recursion.call(node, enclosing);
      ending.call(node, enclosing);
    }
    if (node.type === "LogicalExpression") ending.logical(node);
    if (isFunction(node)) enclosing.push(node);
    eachChild(node, visit);
    if (isFunction(node)) enclosing.pop();
  }

  checkExports(program, walk);
  visit(program);
  recursion.finish();
  ending.finish();
}
