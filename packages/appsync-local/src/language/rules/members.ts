import type { AnyNode, ObjectPattern } from "acorn";
import { adviceFor } from "../advice.ts";
import { keyName, unwrap } from "../ast.ts";
import type { Members } from "../documented.ts";
import { isGroup, memberNamed } from "../library.ts";
import { type Checks, listed, refuse, refuseMember, textOf, type Walk } from "./rule.ts";

/** Reports members that documented things lack, and uses of such things that cannot be followed. */
export function membersRule(walk: Walk): Checks {
  const { library } = walk;
  /** Groups (`util.time`, `Math`) that a member is taken from: the only way to use them. */
  const reached = new Set<AnyNode>();

  function checkMember(node: AnyNode, group: Members, path: string, key: string): void {
    const name = join(path, key);
    const member = memberNamed(group, key);
    refuseMember(walk, node, "member", name, member);
    if (member !== "missing") return;
    refuse(
      walk,
      node,
      "member",
      name,
      adviceFor([name], `\`${path || "the module"}\` has ${listed(Object.keys(group))}`),
    );
  }

  function checkPattern(pattern: ObjectPattern, group: Members, path: string): void {
    for (const property of pattern.properties) {
      const key = property.type === "Property" ? keyName(property) : undefined;
      if (property.type !== "Property" || key === undefined) {
        refuseUse(property, group, path);
        continue;
      }
      checkMember(property, group, path, key);
      const inner = memberNamed(group, key);
      if (isGroup(inner) && property.value.type === "ObjectPattern")
        checkPattern(property.value, inner, join(path, key));
    }
  }

  function refuseUse(node: AnyNode, group: Members, path: string): void {
    const all = listed(Object.keys(group).map((key) => join(path, key)));
    const name = path || textOf(node, walk);
    const advice = adviceFor([name], `use its members by name: ${all}`);
    walk.report(node, { rule: "member", name, message: `\`${name}\` is no value in APPSYNC_JS: ${advice}` });
  }

  function checkUse(node: AnyNode): void {
    const known = library.find(node);
    if (known && isGroup(known.member) && !reached.has(node)) refuseUse(node, known.member, known.name);
  }

  return {
    Identifier: checkUse,
    MemberExpression(node) {
      checkUse(node);
      const object = library.find(node.object);
      const key = keyName(node);
      if (!object || !isGroup(object.member) || key === undefined) return;
      reached.add(unwrap(node.object));
      checkMember(node, object.member, object.name, key);
    },
    VariableDeclarator({ id, init }) {
      const known = init && library.find(init);
      if (!known || !isGroup(known.member)) return;
      reached.add(unwrap(init));
      if (id.type === "ObjectPattern") checkPattern(id, known.member, known.name);
    },
  };
}

/** A namespace import has no name of its own. */
const join = (path: string, key: string) => (path ? `${path}.${key}` : key);
