import type { AnyNode } from "acorn";
import { keyName, unwrap } from "./ast.ts";
import type { Bindings } from "./bindings.ts";
import {
  DOCUMENTED_GLOBALS,
  DOCUMENTED_MODULES,
  EVERYWHERE,
  type Member,
  type Members,
  MODULE_OF_GLOBALS,
} from "./documented.ts";

/** A documented thing that an expression stands for, by its full name: `util.time.nowISO8601`, `Math.max`. */
export interface Known {
  name: string;
  /** `missing`: the expression reaches into a documented thing for what is not there. */
  member: Member | "missing";
}

export interface Library {
  /** What `node` stands for, if it leads from a documented global or import by names that the text shows. */
  find(node: AnyNode): Known | undefined;
}

const GLOBALS = new Map<string, Member>([
  ...Object.entries(DOCUMENTED_MODULES[MODULE_OF_GLOBALS] ?? {}),
  ...Object.entries(DOCUMENTED_GLOBALS).map(([name, names]): [string, Member] => [
    name,
    names.length === 0 ? EVERYWHERE : Object.fromEntries(names.map((member) => [member, EVERYWHERE])),
  ]),
]);

export const isGroup = (member: Member | "missing"): member is Members => typeof member === "object";

export function memberNamed(group: Members, name: string): Member | "missing" {
  return (Object.hasOwn(group, name) && group[name]) || "missing";
}

export function createLibrary(bindings: Bindings): Library {
  const known = new Map<AnyNode, Known | undefined>();

  function find(wrapped: AnyNode): Known | undefined {
    const node = unwrap(wrapped);
    if (known.has(node)) return known.get(node);
    known.set(node, undefined);
    const found = look(node);
    known.set(node, found);
    return found;
  }

  function look(node: AnyNode): Known | undefined {
    if (node.type === "Identifier") return bindings.isFree(node) ? global(node.name) : declared(node);
    if (node.type !== "MemberExpression") return undefined;
    const object = find(node.object);
    const key = keyName(node);
    if (!object || key === undefined || !isGroup(object.member))
      return object?.member === "missing" ? object : undefined;
    // A namespace import has no name of its own.
    return { name: object.name === "" ? key : `${object.name}.${key}`, member: memberNamed(object.member, key) };
  }

  function declared(node: AnyNode): Known | undefined {
    const binding = bindings.of(node);
    if (!binding?.imported) return binding?.values.length === 1 ? find(binding.values[0] as AnyNode) : undefined;
    const { module, name } = binding.imported;
    const exported = Object.hasOwn(DOCUMENTED_MODULES, module) ? DOCUMENTED_MODULES[module] : undefined;
    if (!exported) return { name, member: "missing" };
    return name === "*" ? { name: "", member: exported } : { name, member: memberNamed(exported, name) };
  }

  return { find };
}

function global(name: string): Known | undefined {
  const member = GLOBALS.get(name);
  return member && { name, member };
}
