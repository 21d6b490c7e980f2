import type { AnyNode } from "acorn";
import type { Bindings } from "../bindings.ts";
import type { Finding, Rule } from "../finding.ts";
import type { Library } from "../library.ts";

/** A bundle that is being walked. */
export interface Walk {
  code: string;
  bindings: Bindings;
  library: Library;
  /** Whether the bundle puts a function of its own into an object under this name. */
  isOwnMethod(name: string): boolean;
  report(node: AnyNode, finding: Pick<Finding, "rule" | "name" | "message" | "local">): void;
}

/** The checks of a rule by kind of node. Nodes come parents first, in the order of the text. */
export type Checks = { [T in AnyNode["type"]]?: (node: Extract<AnyNode, { type: T }>) => void };

/** Reports what the language lacks. */
export function refuse(walk: Walk, node: AnyNode, rule: Rule, name: string, advice: string): void {
  walk.report(node, { rule, name, message: `\`${name}\` is not in APPSYNC_JS: ${advice}` });
}

/** Reports what only this runtime lacks; `manner` names the use, if other uses are supported. */
export function refuseLocally(walk: Walk, node: AnyNode, rule: Rule, name: string, manner = ""): void {
  const message = `\`${name}\` is AppSync's, but the local runtime does not support it${manner}`;
  walk.report(node, { rule, name, message, local: true });
}

export const textOf = (node: AnyNode, { code }: Walk) => code.slice(node.start, node.end);

/** `` `a`, `b` ``. */
export const listed = (names: Iterable<string>) => [...names].map((name) => `\`${name}\``).join(", ");
