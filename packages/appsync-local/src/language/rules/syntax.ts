import type { AnyNode } from "acorn";
import { isFunction, keyName } from "../ast.ts";
import { DOCUMENTED_OPERATORS, DOCUMENTED_SYNTAX, DOCUMENTED_TAGS } from "../documented.ts";
import { refuse, type Walk } from "./rule.ts";

type Refusal = [name: string, advice: string];

const LOOP = "write `for (const x of list)`; it may run 1,000 times";
const RAISE = "use `util.error(message, type)`";
const CLASS = "write functions over plain objects";
const NO_WAITING = "a step has no waiting in it: a data source is asked by what `request` returns";
const EXPORT = "write `export function request(ctx) {}` and `export function response(ctx) {}`";
const NO_LABELS = "write a function that returns";

/** Kinds of node that are refused whatever is in them. Others that are not documented are refused by ESTree's name. */
const REFUSED = new Map<string, Refusal>([
  ["ForStatement", ["for (;;)", LOOP]],
  ["WhileStatement", ["while", LOOP]],
  ["DoWhileStatement", ["do", LOOP]],
  ["TryStatement", ["try", "look at `ctx.error`; `JSON.parse` gives an empty string for bad JSON"]],
  ["ThrowStatement", ["throw", RAISE]],
  ["ContinueStatement", ["continue", "turn the condition around: `if (wanted) { … }`"]],
  ["LabeledStatement", ["label", NO_LABELS]],
  ["DebuggerStatement", ["debugger", "use `console.log`"]],
  ["WithStatement", ["with", "name the object"]],
  ["ClassDeclaration", ["class", CLASS]],
  ["ClassExpression", ["class", CLASS]],
  ["ThisExpression", ["this", "name the object"]],
  ["NewExpression", ["new", "write an object or array literal"]],
  ["AwaitExpression", ["await", NO_WAITING]],
  ["YieldExpression", ["yield", "build the whole array"]],
  ["ImportExpression", ["import()", "import at the top of the file"]],
  ["SequenceExpression", [",", "write two statements"]],
  ["ExportDefaultDeclaration", ["export default", EXPORT]],
  ["ExportAllDeclaration", ["export *", EXPORT]],
]);

const OPERATOR_ADVICE = new Map<string, string>([
  ["++", "write `x += 1`"],
  ["--", "write `x -= 1`"],
  ["~", "write `-x - 1`"],
  ["in", "use `Object.hasOwn(object, key)`"],
  ["instanceof", "look at a member that tells"],
  ["??=", "write `x = x ?? y`"],
  ["||=", "write `x = x || y`"],
  ["&&=", "write `x = x && y`"],
]);

/** A `catch` is refused with its `try`. */
const SYNTAX = new Set([...DOCUMENTED_SYNTAX, "MetaProperty", "CatchClause"]);

/** Reports constructs and operators that the language lacks. */
export function syntaxRule(walk: Walk): (node: AnyNode) => void {
  return (node) => {
    const refusal = REFUSED.get(node.type) ?? refusalOf(node, walk);
    if (refusal) refuse(walk, node, "syntax", ...refusal);
    if (hasDefault(node)) warnOfDefault(walk, node);
  };
}

function refusalOf(node: AnyNode, walk: Walk): Refusal | undefined {
  if (
    node.type === "AssignmentExpression" &&
    node.left.type === "MemberExpression" &&
    keyName(node.left) === "length"
  ) {
    return ["length =", "use `slice` or `splice`"];
  }
  if ("operator" in node) return refusalOfOperator(node);
  if (!SYNTAX.has(node.type)) return [node.type, "do without"];
  if (isFunction(node)) {
    if (node.async) return ["async", NO_WAITING];
    if (node.generator) return ["function*", "build the whole array"];
  }
  switch (node.type) {
    case "Literal":
      if (node.regex) return [`/${node.regex.pattern}/`, "use `util.matches(pattern, text)`"];
      return node.bigint ? [`${node.bigint}n`, "write a number"] : undefined;
    case "Property":
      return node.kind === "init" ? undefined : [node.kind, "write a plain member or a method"];
    case "MetaProperty":
      return [`${node.meta.name}.${node.property.name}`, "use `ctx.env`"];
    case "BreakStatement":
      return node.label ? ["label", NO_LABELS] : undefined;
    case "ForOfStatement":
      return node.await ? ["for await", NO_WAITING] : undefined;
    case "VariableDeclaration":
      return ["const", "let", "var"].includes(node.kind) ? undefined : [node.kind, "write `const`"];
    case "ExportNamedDeclaration":
      return node.source ? ["export from", "bundle the module"] : undefined;
    case "TaggedTemplateExpression":
      return DOCUMENTED_TAGS.includes(walk.library.find(node.tag)?.name ?? "")
        ? undefined
        : ["tagged template", "call a function; only `String.raw` may stand before a template"];
    default:
      return undefined;
  }
}

/** Whether a pattern takes something apart and has a default for a part: `const { a = 1 } = b`. */
function hasDefault(node: AnyNode): boolean {
  const isDefault = (part: AnyNode | null) => part?.type === "AssignmentPattern";
  if (node.type === "ArrayPattern") return node.elements.some(isDefault);
  return (
    node.type === "ObjectPattern" && node.properties.some((each) => each.type === "Property" && isDefault(each.value))
  );
}

/** AWS's own samples have such defaults, but one made AppSync refuse a function of a user's (aws-appsync-community #301). */
function warnOfDefault({ report }: Walk, node: AnyNode): void {
  const name = "default in destructuring";
  const refused = "AppSync has refused a function for it, as of too much metadata";
  const message = `a ${name} may be too much: ${refused}; write \`x ?? y\` after it, or give a parameter the default`;
  report(node, { rule: "syntax", name, message, warning: true });
}

function refusalOfOperator({ type, operator }: { type: string; operator: string }): Refusal | undefined {
  if (DOCUMENTED_OPERATORS[type]?.includes(operator)) return undefined;
  return [operator, OPERATOR_ADVICE.get(operator) ?? "do without"];
}
