import type { ASTNode, ASTVisitor, ValidationContext } from "graphql";

/** One thing that is wrong with a document. */
export interface Finding {
  /** graphql-java's ValidationErrorType; null for a message that stands by itself. */
  type: string | null;
  text: string;
  /** The nodes that the locations point at. */
  nodes: readonly ASTNode[];
  /** The path after `@`: that of the first node, that of the enclosing field, or no path. */
  at: "node" | "parent" | "nowhere";
}

export type Report = (finding: Finding) => void;

/** A graphql-js validation rule that reports findings. */
export type Rule = (context: ValidationContext, report: Report) => ASTVisitor;

/** Makes a finding about one node, located at that node. */
export function finding(type: string | null, text: string, node: ASTNode): Finding {
  return { type, text, nodes: [node], at: "node" };
}
