import type { AnyNode, AssignmentExpression, Pattern } from "acorn";
import { keyName, unwrap } from "../ast.ts";
import type { Binding } from "../declarations.ts";
import type { Checks, Walk } from "./rule.ts";

/** Reports what puts something in the place of `ctx`, of a part of it, or takes a part away: only what is inside the parts can change. */
export function contextRule(walk: Walk, contexts: ReadonlySet<Binding>): Checks {
  const { bindings, report } = walk;

  function isContext(node: AnyNode): boolean {
    const binding = bindings.of(node);
    return binding !== undefined && contexts.has(binding);
  }

  function checkTarget(wrapped: AnyNode): void {
    const node = unwrap(wrapped);
    if (node.type !== "MemberExpression") {
      if (isContext(node)) refuse(node, "ctx", "`ctx` cannot be replaced in APPSYNC_JS: name another variable");
    } else if (isContext(unwrap(node.object))) {
      const name = keyName(node);
      const part = name === undefined ? "ctx[…]" : `ctx.${name}`;
      const advice =
        "only what is inside `ctx.args`, `ctx.stash`, `ctx.result` and the like can be changed: use `ctx.stash`";
      refuse(node, part, `\`${part}\` cannot be assigned or deleted in APPSYNC_JS: ${advice}`);
    }
  }

  const refuse = (node: AnyNode, name: string, message: string) => report(node, { rule: "context", name, message });

  /** `for (ctx.args in x)`. */
  const checkLoop = ({ left }: { left: AnyNode }) => {
    if (left.type !== "VariableDeclaration") for (const target of targetsIn(left)) checkTarget(target);
  };

  return {
    AssignmentExpression({ left }: AssignmentExpression) {
      for (const target of targetsIn(left)) checkTarget(target);
    },
    UnaryExpression({ operator, argument }) {
      if (operator === "delete") checkTarget(argument);
    },
    ForInStatement: checkLoop,
    ForOfStatement: checkLoop,
  };
}

/** What a pattern writes to: `[a.b, { c: d = 1 }]` writes to `a.b` and `d`. */
function targetsIn(node: AnyNode | Pattern): AnyNode[] {
  switch (node.type) {
    case "ArrayPattern":
      return node.elements.flatMap((element) => (element ? targetsIn(element) : []));
    case "ObjectPattern":
      return node.properties.flatMap((property) => targetsIn(property.type === "Property" ? property.value : property));
    case "AssignmentPattern":
      return targetsIn(node.left);
    case "RestElement":
      return targetsIn(node.argument);
    default:
      return [node];
  }
}
