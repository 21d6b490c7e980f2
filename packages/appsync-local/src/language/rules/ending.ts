import type { AnyNode, CallExpression, LogicalExpression } from "acorn";
import { eachChild, type FunctionNode } from "../ast.ts";
import { functionsCalledBy } from "../bindings.ts";
import { textOf, type Walk } from "./rule.ts";

/** What ends the evaluation of a handler. */
const ENDING = new Set(["util.error", "util.unauthorized", "runtime.earlyReturn"]);

/**
 * Reports right sides of `??`, `||` and `&&` that end the evaluation, by a call of their own or in a function that they call: AppSync has
 * evaluated them although the left side decided (aws-appsync-community #403).
 *
 * @returns `call`, which takes each call with the functions that enclose it, `logical`, which takes each logical expression, and
 * `finish`, to be called after the last
 */
export function endingRule(walk: Walk) {
  const calls = new Map<FunctionNode, CallExpression[]>();
  const logicals: LogicalExpression[] = [];
  /** Whether a function ends the evaluation; false while it is being followed, as a call that leads back adds nothing. */
  const known = new Map<FunctionNode, boolean>();

  function call(node: CallExpression, enclosing: readonly FunctionNode[]): void {
    for (const from of enclosing) {
      const made = calls.get(from);
      if (made) made.push(node);
      else calls.set(from, [node]);
    }
  }

  function ends(node: CallExpression): boolean {
    if (ENDING.has(walk.library.find(node.callee)?.name ?? "")) return true;
    return functionsCalledBy(node, walk.bindings).some(endsIn);
  }

  function endsIn(body: FunctionNode): boolean {
    const hit = known.get(body);
    if (hit !== undefined) return hit;
    known.set(body, false);
    const ending = (calls.get(body) ?? []).some(ends);
    known.set(body, ending);
    return ending;
  }

  function finish(): void {
    for (const { operator, right } of logicals) {
      const ending = callsIn(right).find(ends);
      if (!ending) continue;
      const name = textOf(ending.callee, walk);
      const message = `\`${name}\` ends the evaluation, and AppSync has evaluated right sides of \`${operator}\` needlessly: write an \`if\``;
      walk.report(ending, { rule: "ending", name, message });
    }
  }

  return { call, logical: (node: LogicalExpression) => void logicals.push(node), finish };
}

function callsIn(node: AnyNode): CallExpression[] {
  const found: CallExpression[] = node.type === "CallExpression" ? [node] : [];
  eachChild(node, (child) => found.push(...callsIn(child)));
  return found;
}
