import type { AnyNode, Identifier, Program } from "acorn";
import { keyName, unwrap } from "./ast.ts";
import { type Binding, collect, type Scope } from "./declarations.ts";

export interface Bindings {
  /** What an identifier refers to: undefined for free names, and for identifiers that are not references. */
  of(identifier: AnyNode): Binding | undefined;
  /** Whether the identifier is read or written and nothing in the bundle declares it. */
  isFree(identifier: AnyNode): identifier is Identifier;
  /** The expressions that `node` may stand for, followed through names and the members of object literals. */
  valuesOf(node: AnyNode): AnyNode[];
}

/** Finds out which identifier of a module refers to which declaration. */
export function bind(program: Program): Bindings {
  const bound = new Map<AnyNode, Binding>();
  const free = new Set<AnyNode>();
  for (const { identifier, scope, written } of collect(program)) {
    const binding = resolve(identifier.name, scope);
    if (binding) bound.set(identifier, binding);
    else free.add(identifier);
    if (binding && written) binding.values.push(written);
  }
  const of = (identifier: AnyNode) => bound.get(identifier);
  return { of, isFree: (node): node is Identifier => free.has(node), valuesOf: createValuesOf(of) };
}

function resolve(name: string, from: Scope): Binding | undefined {
  for (let scope: Scope | undefined = from; scope; scope = scope.parent) {
    const binding = scope.names.get(name);
    if (binding) return binding;
  }
  return undefined;
}

/** Each node is followed once; one that leads back to itself adds nothing. */
function createValuesOf(of: Bindings["of"]): Bindings["valuesOf"] {
  const known = new Map<AnyNode, AnyNode[]>();

  function valuesOf(wrapped: AnyNode): AnyNode[] {
    const node = unwrap(wrapped);
    const found = known.get(node);
    if (found) return found;
    known.set(node, []);
    const values = [...new Set(lookInto(node))];
    known.set(node, values);
    return values;
  }

  function lookInto(node: AnyNode): AnyNode[] {
    switch (node.type) {
      case "Identifier":
        return of(node)?.values.flatMap(valuesOf) ?? [];
      case "ConditionalExpression":
        return [node.consequent, node.alternate].flatMap(valuesOf);
      case "LogicalExpression":
        return [node.left, node.right].flatMap(valuesOf);
      case "MemberExpression":
        return valuesOf(node.object).flatMap((object) => membersOf(object, keyName(node)).flatMap(valuesOf));
      default:
        return [node];
    }
  }

  return valuesOf;
}

/** The values under a key of an object literal; of a key that the text does not show, all values. */
function membersOf(object: AnyNode, key: string | undefined): AnyNode[] {
  if (object.type !== "ObjectExpression") return [];
  return object.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    const name = keyName(property);
    return key === undefined || name === undefined || key === name ? [property.value] : [];
  });
}
