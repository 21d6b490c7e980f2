import type { ASTNode, ASTVisitor, ValidationContext } from "graphql";

/** One thing wrong with a document. */
export interface Finding {
  /** graphql-java's ValidationErrorType; null for a message that stands by itself. */
  type: string | null;
  text: string;
  /** What the locations point at. */
  nodes: readonly ASTNode[];
  /** The path after `@`: that of the first node, of the field around it, or none. */
  at: "node" | "parent" | "nowhere";
}

export type Report = (finding: Finding) => void;

/** A graphql-js validation rule that reports findings. */
export type Rule = (context: ValidationContext, report: Report) => ASTVisitor;

/** A finding about one node, at that node. */
export function finding(type: string | null, text: string, node: ASTNode): Finding {
  return { type, text, nodes: [node], at: "node" };
}
