import type { AnyNode } from "acorn";
import type { Bindings } from "../bindings.ts";
import { AWS_ONLY, type Member, TYPED_ONLY } from "../documented.ts";
import type { Finding, Rule } from "../finding.ts";
import type { Library } from "../library.ts";

/** A bundle that is being walked. */
export interface Walk {
  code: string;
  bindings: Bindings;
  library: Library;
  /** Whether the bundle puts a function of its own into an object under this name. */
  isOwnMethod(name: string): boolean;
  report(node: AnyNode, finding: Pick<Finding, "rule" | "name" | "message" | "local" | "warning">): void;
}

/** The checks of a rule by kind of node. Nodes come parents first, in the order of the text. */
export type Checks = { [T in AnyNode["type"]]?: (node: Extract<AnyNode, { type: T }>) => void };

/** Reports what the language lacks. */
export function refuse(walk: Walk, node: AnyNode, rule: Rule, name: string, advice: string): void {
  walk.report(node, { rule, name, message: `\`${name}\` is not in APPSYNC_JS: ${advice}` });
}

/** Reports a member that is not in this runtime; some are in AppSync, and some only in AWS's types. */
export function refuseMember(walk: Walk, node: AnyNode, rule: Rule, name: string, member: Member | "missing"): void {
  if (member === AWS_ONLY) {
    const message = `\`${name}\` is AppSync's, but the local runtime does not support it`;
    walk.report(node, { rule, name, message, local: true });
  }
  if (member === TYPED_ONLY) {
    walk.report(node, { rule, name, message: `\`${name}\` is in AWS's types, but not in AppSync: do without` });
  }
}

export const textOf = (node: AnyNode, { code }: Walk) => code.slice(node.start, node.end);

/** `` `a`, `b` ``. */
export const listed = (names: Iterable<string>) => [...names].map((name) => `\`${name}\``).join(", ");
