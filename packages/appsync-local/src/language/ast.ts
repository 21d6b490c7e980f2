import type { AnyNode, ArrowFunctionExpression, FunctionDeclaration, FunctionExpression } from "acorn";

export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

export function isFunction(node: AnyNode): node is FunctionNode {
  return (
    node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression"
  );
}

/** Calls `visit` with each child of a node, in the order of the text. */
export function eachChild(node: AnyNode, visit: (child: AnyNode) => void): void {
  for (const key in node) {
    const value: unknown = node[key as keyof AnyNode];
    if (typeof value !== "object" || value === null || key === "loc") continue;
    if (Array.isArray(value)) {
      for (const child of value) if (typeof child?.type === "string") visit(child);
    } else if ("type" in value) visit(value as AnyNode);
  }
}

/** Counts a node and everything below it. */
export function countNodes(node: AnyNode): number {
  let count = 1;
  eachChild(node, (child) => {
    count += countNodes(child);
  });
  return count;
}

/** `a?.b` is a member wrapped into a chain: gives the member. */
export function unwrap(node: AnyNode): AnyNode {
  return node.type === "ChainExpression" ? node.expression : node;
}

/** The name that a member or property is reached by, if it can be read off the text. */
export function keyName(node: AnyNode): string | undefined {
  if (node.type === "MemberExpression") return node.computed ? constantText(node.property) : plainName(node.property);
  if (node.type === "Property") return node.computed ? constantText(node.key) : plainName(node.key);
  return undefined;
}

/** The name that an identifier or a string stands for where only names may stand: keys, imports, exports. */
export function plainName(node: AnyNode): string | undefined {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" ? String(node.value) : undefined;
}

/** The text of an expression of constants: `"a"`, a template without holes, `"a" + "b"`. */
function constantText(node: AnyNode): string | undefined {
  if (node.type === "Literal") return String(node.value);
  if (node.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  if (node.type !== "BinaryExpression" || node.operator !== "+") return undefined;
  const left = constantText(node.left);
  const right = constantText(node.right);
  return left === undefined || right === undefined ? undefined : left + right;
}
