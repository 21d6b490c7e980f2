import type { AnyNode, Program } from "acorn";
import { eachChild, isFunction } from "../language/ast.ts";

/** A place in a bundle whose runs are counted, by its index in the list of all. */
export interface CoveragePoint {
  kind: "statement" | "function" | "branch";
  node: AnyNode;
  /** Of a branch: the point of the statement or expression that decides, and which of its ways this is. */
  of?: { decision: AnyNode; way: number };
  /** Where the count is put, and as what: before a statement, or around an expression. */
  at: number;
  around?: number;
  /** Whether the statement stands alone, as after `if (x)`, and needs braces. */
  braces?: boolean;
}

const COUNTED = new Set([
  ...["ExpressionStatement", "VariableDeclaration", "ReturnStatement", "IfStatement", "SwitchStatement"],
  ...["ForOfStatement", "ForInStatement", "BreakStatement"],
]);

/** Finds what coverage counts in a module: statements, functions, and the ways of `if`, `?:` and `switch`. */
export function coveragePoints(program: Program): CoveragePoint[] {
  const points: CoveragePoint[] = [];

  function statement(node: AnyNode, braces: boolean): void {
    if (COUNTED.has(node.type)) points.push({ kind: "statement", node, at: node.start, braces });
  }

  function visit(node: AnyNode): void {
    if (node.type === "Program" || node.type === "BlockStatement") for (const each of node.body) statement(each, false);
    else if (node.type === "SwitchCase") for (const each of node.consequent) statement(each, false);
    else if (node.type === "ExportNamedDeclaration" && node.declaration) statement(node.declaration, false);
    else if (isFunction(node)) body(node.body, node);
    if (node.type === "IfStatement") {
      way(node, node.consequent, 0);
      if (node.alternate) way(node, node.alternate, 1);
    }
    if (node.type === "ForOfStatement" || node.type === "ForInStatement") alone(node.body);
    if (node.type === "ConditionalExpression") {
      way(node, node.consequent, 0);
      way(node, node.alternate, 1);
    }
    if (node.type === "SwitchStatement") {
      node.cases.forEach((each, index) => {
        const first = each.consequent[0];
        if (first) points.push({ kind: "branch", node: each, of: { decision: node, way: index }, at: first.start });
      });
    }
    eachChild(node, visit);
  }

  function body(node: AnyNode, of: AnyNode): void {
    if (node.type === "BlockStatement") points.push({ kind: "function", node: of, at: node.start + 1 });
    else points.push({ kind: "function", node: of, at: node.start, around: node.end });
  }

  /** One way of a decision. */
  function way(decision: AnyNode, node: AnyNode, index: number): void {
    const of = { decision, way: index };
    if (node.type === "BlockStatement") points.push({ kind: "branch", node, of, at: node.start + 1 });
    else if (decision.type === "ConditionalExpression") {
      points.push({ kind: "branch", node, of, at: node.start, around: node.end });
    } else {
      points.push({ kind: "branch", node, of, at: node.start, braces: true });
      statement(node, false);
    }
  }

  /** The body of a loop; the count of its rounds puts braces around it. */
  function alone(node: AnyNode): void {
    if (node.type !== "BlockStatement") statement(node, true);
  }

  visit(program);
  return points;
}
