import type { AnyNode, CallExpression } from "acorn";
import type { FunctionNode } from "../ast.ts";
import { functionsCalledBy } from "../bindings.ts";
import { textOf, type Walk } from "./rule.ts";

interface Call {
  node: CallExpression;
  to: FunctionNode;
}

/**
 * Collects which function calls which, and reports every call that leads back to its caller.
 *
 * @returns `call`, which takes each call with the functions that enclose it, and `finish`, to be called after the last
 */
export function recursionRule(walk: Walk) {
  const calls = new Map<FunctionNode, Call[]>();

  function call(node: CallExpression, enclosing: readonly FunctionNode[]): void {
    for (const to of functionsCalledBy(node, walk.bindings)) {
      for (const from of enclosing) {
        const known = calls.get(from);
        if (known) known.push({ node, to });
        else calls.set(from, [{ node, to }]);
      }
    }
  }

  function finish(): void {
    const done = new Set<FunctionNode>();
    const reported = new Set<AnyNode>();
    const path: FunctionNode[] = [];

    function follow(from: FunctionNode): void {
      path.push(from);
      for (const { node, to } of calls.get(from) ?? []) {
        if (path.includes(to)) {
          if (!reported.has(node)) reportCall(node);
          reported.add(node);
        } else if (!done.has(to)) follow(to);
      }
      path.pop();
      done.add(from);
    }

    for (const from of calls.keys()) if (!done.has(from)) follow(from);
  }

  function reportCall(node: CallExpression): void {
    const name = textOf(node.callee, walk);
    const message = `\`${name}\` ends up calling itself: APPSYNC_JS has no recursion; write a \`for\` of loop`;
    walk.report(node, { rule: "recursion", name, message });
  }

  return { call, finish };
}
