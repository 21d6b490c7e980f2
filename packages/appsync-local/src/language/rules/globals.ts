import type { AnyNode } from "acorn";
import { adviceFor } from "../advice.ts";
import { keyName } from "../ast.ts";
import { DOCUMENTED_GLOBALS } from "../documented.ts";
import { type Checks, listed, refuse, type Walk } from "./rule.ts";

/** Reports global names that are not documented. */
export function globalsRule(walk: Walk): Checks {
  const { bindings, library } = walk;
  /** Names already reported together with the member that is taken from them. */
  const reported = new Set<AnyNode>();

  function refuseGlobal(node: AnyNode, name: string, whole = name): void {
    reported.add(node);
    const advice = adviceFor([name, whole], `documented globals are ${listed(Object.keys(DOCUMENTED_GLOBALS))}`);
    refuse(walk, node, "global", name, advice);
  }

  return {
    MemberExpression(node) {
      const { object } = node;
      const key = keyName(node);
      if (key === undefined || !bindings.isFree(object) || library.find(object)) return;
      refuseGlobal(object, `${object.name}.${key}`, object.name);
    },
    Identifier(node) {
      if (!bindings.isFree(node) || reported.has(node)) return;
      if (!library.find(node)) refuseGlobal(node, node.name);
    },
  };
}
