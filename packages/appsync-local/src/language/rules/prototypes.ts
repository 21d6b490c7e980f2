import type { AnyNode } from "acorn";
import { keyName } from "../ast.ts";
import { PROTOTYPE_NAMES } from "../documented.ts";
import { type Checks, refuse, type Walk } from "./rule.ts";

/** Reports ways to the functions behind values. */
export function prototypesRule(walk: Walk): Checks {
  function check(node: AnyNode, key: string | undefined, names: readonly string[]): void {
    if (key === undefined || !names.includes(key)) return;
    refuse(walk, node, "prototype", key, "objects are plain data, without prototypes or constructors");
  }

  return {
    MemberExpression: (node) => check(node.property, keyName(node), PROTOTYPE_NAMES),
    ObjectPattern({ properties }) {
      for (const property of properties) check(property, keyName(property), PROTOTYPE_NAMES);
    },
    ObjectExpression({ properties }) {
      // As a key of data, `constructor` is only a name; `__proto__` sets what stands behind the object.
      for (const property of properties) check(property, keyName(property), ["__proto__"]);
    },
  };
}
