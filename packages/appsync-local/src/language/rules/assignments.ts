import type { AnyNode, AssignmentExpression, CallExpression } from "acorn";
import { keyName, unwrap } from "../ast.ts";
import { type Checks, textOf, type Walk } from "./rule.ts";

/**
 * Reports assignments whose value is used: AppSync has given `""` for `return x += y` (amplify-category-api #3192). What is only carried
 * out stands as a statement, or is all that a callback of `forEach` does.
 */
export function assignmentsRule(walk: Walk): Checks {
  const carriedOut = new Set<AnyNode>();

  function check(node: AssignmentExpression): void {
    if (carriedOut.has(node)) return;
    const name = textOf(node.left, walk);
    const message = `the value of the assignment to \`${name}\` is used, and AppSync has given another one: assign in a statement of its own`;
    walk.report(node, { rule: "assignment", name: node.operator, message });
  }

  function allowBody({ callee, arguments: [callback] }: CallExpression): void {
    const method = unwrap(callee);
    if (method.type !== "MemberExpression" || keyName(method) !== "forEach") return;
    if (callback?.type === "ArrowFunctionExpression") carriedOut.add(callback.body);
  }

  return {
    ExpressionStatement: ({ expression }) => void carriedOut.add(expression),
    CallExpression: allowBody,
    AssignmentExpression: check,
  };
}
