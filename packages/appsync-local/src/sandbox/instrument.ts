import { type AnyNode, type CallExpression, type ExportNamedDeclaration, type ImportDeclaration, parse } from "acorn";
import { keyName } from "../language/ast.ts";
import { CALLBACK_METHODS } from "../language/documented.ts";
import { type CoveragePoint, coveragePoints } from "./coverage-points.ts";

interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Syntax by which a bundle could hold an error of the engine's, run after its handler has ended, or compile code. The gate
 * refuses it by name and line. It is refused here once more, so that the realm's isolation does not depend on the gate.
 */
const UNSAFE = new Set([
  ...["TryStatement", "ThrowStatement", "AwaitExpression", "YieldExpression", "ImportExpression", "MetaProperty"],
  ...["ClassDeclaration", "ClassExpression", "NewExpression", "WithStatement", "DebuggerStatement"],
]);

function refuseUnsafe(node: AnyNode): void {
  const risky = UNSAFE.has(node.type) || ("async" in node && node.async) || ("generator" in node && node.generator);
  const regex = node.type === "Literal" && "regex" in node && node.regex;
  if (risky || regex) throw new Error(`${node.type} cannot run in APPSYNC_JS`);
}

/**
 * Turns a bundle, in memory, into an expression that `node:vm` can run any number of times: a function of (modules,
 * console, tick, each, enter) that evaluates the module anew and gives its handlers. Each loop counts its iterations by
 * `tick`, callbacks of array methods are wrapped by `each`, and functions call `enter`, for iterations cannot be counted
 * from outside. Lines stay where they were, so that stack traces hold.
 *
 * @param cover whether the points of `coveragePoints` are counted, too, by a function `cover` of their index after the others
 */
export function instrument(code: string, cover = false): string {
  const program = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  const edits: Edit[] = [];
  const names = unusedNames(code);
  visit(program, (node) => {
    refuseUnsafe(node);
    edits.push(...editsOf(node, code, names));
  });
  if (cover) edits.push(...coveragePoints(program).flatMap((point, index) => countPoint(point, index, names)));
  const body = apply(code, edits);
  const parameters = [names.modules, "console", names.tick, names.each, names.enter, names.cover];
  return `(function (${parameters.join(", ")}) {"use strict";${body}\nreturn { ${exportsOf(program.body)} };\n})`;
}

type Names = { modules: string; count: string; tick: string; each: string; enter: string; cover: string };

/** Names that the bundle does not contain, so that they cannot clash with its own. */
function unusedNames(code: string): Names {
  let prefix = "$";
  while (code.includes(`${prefix}runtime_`)) prefix += "$";
  const named = (name: string) => `${prefix}runtime_${name}`;
  return {
    modules: named("modules"),
    count: named("count"),
    tick: named("tick"),
    each: named("each"),
    enter: named("enter"),
    cover: named("cover"),
  };
}

function editsOf(node: AnyNode, code: string, names: Names): Edit[] {
  switch (node.type) {
    case "ImportDeclaration":
      return [{ start: node.start, end: node.end, text: linkImport(node, names) + newlines(code, node) }];
    case "ExportNamedDeclaration":
      // `export { a as b };` goes; `export function a` loses its first word.
      return [
        {
          start: node.start,
          end: node.declaration?.start ?? node.end,
          text: newlines(code, node, node.declaration?.start),
        },
      ];
    case "ForOfStatement":
    case "ForInStatement":
      // Each run of a loop has a count of its own.
      return [
        ...enclose(node, `{ let ${names.count} = 0; `, " }"),
        ...enclose(node.body, `{ ${names.count} = ${names.tick}(${names.count}); `, " }"),
      ];
    case "CallExpression":
      return countCallback(node, names);
    case "FunctionDeclaration":
    case "FunctionExpression":
      return [insert(node.body.start + 1, ` ${names.enter}(); `)];
    case "ArrowFunctionExpression":
      if (node.body.type === "BlockStatement") return [insert(node.body.start + 1, ` ${names.enter}(); `)];
      return [
        insert(code.indexOf("=>", node.params.at(-1)?.end ?? node.start) + 2, `(${names.enter}(), `),
        insert(node.end, ")"),
      ];
    default:
      return [];
  }
}

function countCallback({ callee, arguments: [callback] }: CallExpression, { each }: Names): Edit[] {
  const method = callee.type === "MemberExpression" ? keyName(callee) : undefined;
  if (method === undefined || !CALLBACK_METHODS.includes(method)) return [];
  return callback === undefined || callback.type === "SpreadElement" ? [] : enclose(callback, `${each}(`, ")");
}

function countPoint({ at, around, node, braces }: CoveragePoint, index: number, { cover }: Names): Edit[] {
  const count = `${cover}(${index})`;
  if (around !== undefined) return [insert(at, `(${count}, `), insert(around, ")")];
  return braces ? [insert(at, `{ ${count}; `), insert(node.end, " }")] : [insert(at, `${count}; `)];
}

const insert = (at: number, text: string): Edit => ({ start: at, end: at, text });
const enclose = (node: AnyNode, before: string, after: string) => [insert(node.start, before), insert(node.end, after)];
const newlines = (code: string, { start, end }: AnyNode, upTo = end) => code.slice(start, upTo).replace(/[^\n]/g, "");

function linkImport(node: ImportDeclaration, { modules }: Names): string {
  const source = `${modules}[${JSON.stringify(node.source.value)}]`;
  return node.specifiers
    .map((specifier) => {
      if (specifier.type === "ImportNamespaceSpecifier") return `const ${specifier.local.name} = ${source};`;
      const imported = specifier.type === "ImportSpecifier" ? nameOf(specifier.imported) : "default";
      return `const ${specifier.local.name} = ${source}[${JSON.stringify(imported)}];`;
    })
    .join(" ");
}

function exportsOf(body: AnyNode[]): string {
  const exported = body.filter((node): node is ExportNamedDeclaration => node.type === "ExportNamedDeclaration");
  const pairs = exported.flatMap(({ declaration, specifiers }) => {
    if (declaration?.type === "VariableDeclaration") {
      return declaration.declarations.map(({ id }) => (id.type === "Identifier" ? id.name : ""));
    }
    if (declaration) return [declaration.id.name];
    return specifiers.map((specifier) => `${nameOf(specifier.exported)}: ${nameOf(specifier.local)}`);
  });
  return pairs.join(", ");
}

const nameOf = (node: { type: string; name?: string; value?: unknown }) => node.name ?? String(node.value);

function visit(node: AnyNode, each: (node: AnyNode) => void): void {
  each(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (typeof child?.type === "string") visit(child, each);
  }
}

/** Edits nest but never overlap. At one position the outer node's opening comes first, and its closing last. */
function apply(code: string, edits: Edit[]): string {
  const ordered = edits
    .map((edit, order) => ({ ...edit, order, closing: edit.text.startsWith(" }") || edit.text === ")" }))
    .sort(
      (a, b) =>
        a.start - b.start ||
        Number(b.closing) - Number(a.closing) ||
        (a.closing ? b.order - a.order : a.order - b.order),
    );
  let result = "";
  let at = 0;
  for (const { start, end, text } of ordered) {
    result += code.slice(at, start) + text;
    at = Math.max(at, end);
  }
  return result + code.slice(at);
}
