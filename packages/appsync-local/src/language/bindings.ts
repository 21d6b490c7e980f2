import type { AnyNode, CallExpression, Identifier, Program } from "acorn";
import { type FunctionNode, isFunction, keyName, unwrap } from "./ast.ts";
import { type Binding, collect, type Scope } from "./declarations.ts";

export interface Bindings {
  /** What an identifier refers to: undefined for free names, and for identifiers that are not references. */
  of(identifier: AnyNode): Binding | undefined;
  /** What an identifier declares, if it declares a variable or a parameter. */
  declaredBy(identifier: AnyNode): Binding | undefined;
  /** All variables and parameters. */
  all: Iterable<Binding>;
  /** Whether the identifier is read or written and nothing in the bundle declares it. */
  isFree(identifier: AnyNode): identifier is Identifier;
  /** The expressions that `node` may stand for, followed through names and the members of object literals. */
  valuesOf(node: AnyNode): AnyNode[];
}

/** Finds out which identifier of a module refers to which declaration. */
export function bind(program: Program): Bindings {
  const bound = new Map<AnyNode, Binding>();
  const free = new Set<AnyNode>();
  const { references, declared } = collect(program);
  for (const { identifier, scope, written } of references) {
    const binding = resolve(identifier.name, scope);
    if (binding) bound.set(identifier, binding);
    else free.add(identifier);
    if (binding && written) binding.values.push(written);
  }
  const of = (identifier: AnyNode) => bound.get(identifier);
  return {
    of,
    declaredBy: (identifier) => declared.get(identifier),
    all: new Set(declared.values()),
    isFree: (node): node is Identifier => free.has(node),
    valuesOf: createValuesOf(of),
  };
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

/** The functions of the bundle's that a call runs: the one that is called, and those that are handed on by their names. */
export function functionsCalledBy({ callee, arguments: args }: CallExpression, { valuesOf }: Bindings): FunctionNode[] {
  const handedOn = args.filter((argument) => !isFunction(argument));
  return [callee, ...handedOn]
    .flatMap((node) => (node.type === "SpreadElement" ? [] : valuesOf(node)))
    .filter(isFunction);
}
