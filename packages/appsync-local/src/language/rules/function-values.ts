import type { AnyNode } from "acorn";
import { isFunction, unwrap } from "../ast.ts";
import { type Checks, textOf, type Walk } from "./rule.ts";

/** Reports functions that are given another name, and functions that return functions. */
export function functionValuesRule(walk: Walk): Checks {
  const { bindings, report } = walk;

  /** Whether an expression is the name of a function of the bundle's. */
  const namesFunction = (node: AnyNode) => node.type === "Identifier" && bindings.valuesOf(node).some(isFunction);

  function checkRenaming(value: AnyNode | null | undefined): void {
    if (!value || !namesFunction(value)) return;
    const name = textOf(value, walk);
    const message = `the function \`${name}\` cannot be given another name in APPSYNC_JS: write \`(x) => ${name}(x)\``;
    report(value, { rule: "function-value", name, message });
  }

  function checkReturned(value: AnyNode | null | undefined): void {
    if (!value || !bindings.valuesOf(value).some(isFunction)) return;
    const name = isFunction(unwrap(value)) ? "return of a function" : textOf(value, walk);
    const message =
      "a function cannot return a function in APPSYNC_JS: return data, and call the function where it is needed";
    report(value, { rule: "function-value", name, message });
  }

  return {
    VariableDeclarator: ({ init }) => checkRenaming(init),
    AssignmentExpression: ({ operator, right }) => (operator === "=" ? checkRenaming(right) : undefined),
    ReturnStatement: ({ argument }) => checkReturned(argument),
    ArrowFunctionExpression: ({ body }) => (body.type === "BlockStatement" ? undefined : checkReturned(body)),
  };
}
