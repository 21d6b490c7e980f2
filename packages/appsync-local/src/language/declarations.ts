import type {
  Function as AnyFunction,
  AnyNode,
  Identifier,
  ImportDeclaration,
  MemberExpression,
  Program,
  VariableDeclaration,
} from "acorn";
import { eachChild, plainName } from "./ast.ts";

/** A name that a bundle declares. */
export interface Binding {
  /** Set for imports; `name` is `*` for a namespace. */
  imported?: { module: string; name: string };
  /** Every expression that the name is given, as far as the text shows. Parameters have none. */
  values: AnyNode[];
}

export interface Scope {
  names: Map<string, Binding>;
  parent?: Scope;
  /** Where `var` declares: a function or the module. */
  hoists: boolean;
}

/** An identifier that is read or written. */
export interface Reference {
  identifier: Identifier;
  scope: Scope;
  /** What is assigned to it. */
  written?: AnyNode;
}

type Visits = { [T in AnyNode["type"]]?: (node: Extract<AnyNode, { type: T }>, scope: Scope) => void };

export interface Collected {
  references: Reference[];
  /** By the identifiers that declare them: variables and parameters, not functions or imports. */
  declared: Map<AnyNode, Binding>;
}

/** Collects what a module declares, scope by scope, and every reference with its scope. */
export function collect(program: Program): Collected {
  const references: Reference[] = [];
  const declared = new Map<AnyNode, Binding>();
  const nothing = () => {};

  const visits: Visits = {
    Identifier: (identifier, scope) => references.push({ identifier, scope }),
    ImportDeclaration: declareImports,
    ExportAllDeclaration: nothing,
    ExportNamedDeclaration: (node, scope) => (node.source ? undefined : visitChildren(node, scope)),
    ExportSpecifier: ({ local }, scope) => visit(local, scope),
    VariableDeclaration: declareVariables,
    FunctionDeclaration(node, scope) {
      // `export default function () {}` has no name.
      if (node.id) declare(node.id.name, scope, node);
      visitFunction(node, inside(scope, true));
    },
    FunctionExpression(node, scope) {
      const inner = inside(scope, true);
      if (node.id) declare(node.id.name, inner, node);
      visitFunction(node, inner);
    },
    ArrowFunctionExpression: (node, scope) => visitFunction(node, inside(scope, true)),
    // A class is refused with everything in it.
    ClassDeclaration: (node, scope) => (node.id ? declare(node.id.name, scope, node) : undefined),
    ClassExpression: nothing,
    CatchClause({ param, body }, scope) {
      const inner = inside(scope);
      if (param) declarePattern(param, inner, inner);
      visit(body, inner);
    },
    AssignmentExpression({ left, right }, scope) {
      if (left.type === "Identifier") references.push({ identifier: left, scope, written: right });
      else visit(left, scope);
      visit(right, scope);
    },
    MemberExpression({ object, property, computed }, scope) {
      visit(object, scope);
      if (computed) visit(property, scope);
    },
    Property({ key, value, computed }, scope) {
      if (computed) visit(key, scope);
      visit(value, scope);
    },
    LabeledStatement: ({ body }, scope) => visit(body, scope),
    BreakStatement: nothing,
    ContinueStatement: nothing,
    MetaProperty: nothing,
  };
  for (const block of [
    "BlockStatement",
    "ForStatement",
    "ForInStatement",
    "ForOfStatement",
    "SwitchStatement",
  ] as const) {
    visits[block] = (node: AnyNode, scope: Scope) => visitChildren(node, inside(scope));
  }

  function visit(node: AnyNode, scope: Scope): void {
    const special = visits[node.type] as ((node: AnyNode, scope: Scope) => void) | undefined;
    if (special) special(node, scope);
    else visitChildren(node, scope);
  }

  function visitChildren(node: AnyNode, scope: Scope): void {
    eachChild(node, (child) => visit(child, scope));
  }

  function visitFunction({ params, body }: AnyFunction, inner: Scope): void {
    for (const parameter of params) declarePattern(parameter, inner, inner);
    if (body.type === "BlockStatement") visitChildren(body, inner);
    else visit(body, inner);
  }

  function declareVariables({ kind, declarations }: VariableDeclaration, scope: Scope): void {
    let target = scope;
    while (kind === "var" && !target.hoists && target.parent) target = target.parent;
    for (const { id, init } of declarations) {
      declarePattern(id, target, scope, init ?? undefined);
      if (init) visit(init, scope);
    }
  }

  /** @param value what the pattern takes apart, if the text shows it */
  function declarePattern(node: AnyNode, target: Scope, scope: Scope, value?: AnyNode): void {
    if (node.type === "Identifier") declared.set(node, declare(node.name, target, value));
    else if (node.type === "RestElement") declarePattern(node.argument, target, scope);
    else if (node.type === "AssignmentPattern") {
      declarePattern(node.left, target, scope, value);
      visit(node.right, scope);
    } else if (node.type === "ArrayPattern") {
      for (const element of node.elements) if (element) declarePattern(element, target, scope);
    } else if (node.type === "ObjectPattern") {
      for (const property of node.properties) declarePattern(property, target, scope, value);
    } else if (node.type === "Property") {
      if (node.computed) visit(node.key, scope);
      declarePattern(node.value, target, scope, value && memberOf(value, node.key, node.computed));
    }
  }

  visit(program, { names: new Map(), hoists: true });
  return { references, declared };
}

const inside = (parent: Scope, hoists = false): Scope => ({ names: new Map(), parent, hoists });

function declareImports({ source, specifiers }: ImportDeclaration, scope: Scope): void {
  const module = String(source.value);
  for (const specifier of specifiers) {
    const binding = declare(specifier.local.name, scope);
    if (specifier.type === "ImportNamespaceSpecifier") binding.imported = { module, name: "*" };
    else if (specifier.type === "ImportDefaultSpecifier") binding.imported = { module, name: "default" };
    else binding.imported = { module, name: plainName(specifier.imported) ?? "" };
  }
}

function declare(name: string, scope: Scope, value?: AnyNode): Binding {
  const binding = scope.names.get(name) ?? { values: [] };
  scope.names.set(name, binding);
  if (value) binding.values.push(value);
  return binding;
}

/** `const { key } = object` read as `object.key`. */
function memberOf(object: AnyNode, key: AnyNode, computed: boolean): AnyNode {
  const { start, end, loc } = key;
  const member = { type: "MemberExpression", object, property: key, computed, optional: false, start, end, loc };
  return member as MemberExpression;
}
