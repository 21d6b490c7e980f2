import type { AnyNode, Program } from "acorn";
import { eachChild, isFunction, keyName } from "./ast.ts";
import type { Bindings } from "./bindings.ts";

/** Makes a function that says whether the bundle puts a function under a name into an object. It searches at its first call. */
export function createOwnMethods(program: Program, { valuesOf }: Bindings): (name: string) => boolean {
  let names: Set<string> | undefined;

  function collect(node: AnyNode, into: Set<string>): Set<string> {
    const name = methodDefinedBy(node);
    if (name !== undefined) into.add(name);
    eachChild(node, (child) => collect(child, into));
    return into;
  }

  /** `{ name() {} }`, `{ name: () => … }`, `object.name = …`. */
  function methodDefinedBy(node: AnyNode): string | undefined {
    if (node.type === "Property") return valuesOf(node.value).some(isFunction) ? keyName(node) : undefined;
    if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") return undefined;
    return valuesOf(node.right).some(isFunction) ? keyName(node.left) : undefined;
  }

  return (name) => {
    names ??= collect(program, new Set());
    return names.has(name);
  };
}
