import type { AnyNode, Program } from "acorn";
import { type FunctionNode, isFunction, plainName } from "./ast.ts";
import type { Bindings } from "./bindings.ts";
import type { Binding } from "./declarations.ts";

/** What a handler is exported as. */
export const HANDLERS: readonly string[] = ["request", "response"];

/** The names that a module exports, each with the node that says what it stands for. */
export function exportsOf({ body }: Program): [name: string | undefined, node: AnyNode][] {
  return body.flatMap((node): [string | undefined, AnyNode][] => {
    if (node.type !== "ExportNamedDeclaration") return [];
    const { declaration, specifiers } = node;
    if (declaration?.type === "VariableDeclaration") {
      return declaration.declarations.map(({ id, init }) => [plainName(id), init ?? id]);
    }
    if (declaration) return [[declaration.id.name, declaration]];
    return specifiers.map(({ exported, local }) => [plainName(exported), local]);
  });
}

/** The names by which handlers know `ctx`: their first parameters, and variables that are given these. */
export function contextsOf(program: Program, bindings: Bindings): ReadonlySet<Binding> {
  const contexts = new Set<Binding>();
  for (const [name, node] of exportsOf(program)) {
    if (name === undefined || !HANDLERS.includes(name)) continue;
    for (const handler of handlersIn(node, bindings)) {
      const binding = handler.params[0] && bindings.declaredBy(handler.params[0]);
      if (binding) contexts.add(binding);
    }
  }
  for (const context of contexts) {
    for (const binding of bindings.all) {
      if (binding.values.some((value) => bindings.of(value) === context)) contexts.add(binding);
    }
  }
  return contexts;
}

function handlersIn(node: AnyNode, { valuesOf }: Bindings): FunctionNode[] {
  return (isFunction(node) ? [node] : valuesOf(node)).filter(isFunction);
}
