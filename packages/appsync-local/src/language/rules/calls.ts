import type { AnyNode, CallExpression, MemberExpression } from "acorn";
import { adviceFor } from "../advice.ts";
import { isFunction, keyName, unwrap } from "../ast.ts";
import { CALLBACK_METHODS, DOCUMENTED_METHODS } from "../documented.ts";
import { isGroup } from "../library.ts";
import { type Checks, listed, textOf, type Walk } from "./rule.ts";

const METHODS = new Set(Object.values(DOCUMENTED_METHODS).flat());

/** Reports calls of methods that no value has, and functions passed to what takes no function. */
export function callsRule(walk: Walk): Checks {
  const { bindings, library, isOwnMethod, report } = walk;

  /** The member that is called, unless it belongs to a documented object: those are known by their full names. */
  function methodCalled({ callee }: CallExpression): MemberExpression | undefined {
    const called = unwrap(callee);
    if (called.type !== "MemberExpression" || called.object.type === "Super") return undefined;
    const object = library.find(called.object);
    return object && (object.member === "missing" || isGroup(object.member)) ? undefined : called;
  }

  function checkMethod(called: MemberExpression): void {
    if (bindings.isFree(called.object)) return;
    const name = keyName(called);
    if (name === undefined) {
      const values = bindings.valuesOf(called);
      if (values.length > 0 && values.every(isFunction)) return;
      const text = textOf(called, walk);
      const message = `\`${text}\` is called by a name that cannot be read here: write a \`switch\`, or call a method by its name`;
      report(called.property, { rule: "method", name: text, message });
    } else if (!METHODS.has(name) && !isOwnMethod(name)) {
      const advice = adviceFor([name], `strings and arrays have ${listed(METHODS)}`);
      report(called.property, { rule: "method", name, message: `\`${name}\` is not a documented method: ${advice}` });
    }
  }

  function checkSort(called: MemberExpression, args: AnyNode[]): void {
    if (keyName(called) !== "sort" || args.length === 0) return;
    const message = "`sort` takes no argument in APPSYNC_JS: sort keys as text, or let the data source sort";
    report(called.property, { rule: "sort-argument", name: "sort", message });
  }

  function checkArgument(argument: AnyNode, called: MemberExpression | undefined, callee: AnyNode): void {
    if (isLibraryFunction(argument)) {
      const name = textOf(argument, walk);
      const message = `a function of the library is not handed on by its name in APPSYNC_JS: write \`(x) => ${name}(x)\``;
      report(argument, { rule: "function-argument", name, message });
    } else if (isOwnFunction(argument)) {
      const method = called && keyName(called);
      if (method !== undefined && (CALLBACK_METHODS.includes(method) || method === "sort")) return;
      const name = textOf(callee, walk);
      const message = `\`${name}\` takes no function in APPSYNC_JS: only ${listed(CALLBACK_METHODS)} do`;
      report(argument, { rule: "function-argument", name, message });
    }
  }

  function isLibraryFunction(argument: AnyNode): boolean {
    const known = library.find(argument);
    return known !== undefined && known.member !== "missing" && !isGroup(known.member) && !CONSTANTS.has(known.name);
  }

  function isOwnFunction(argument: AnyNode): boolean {
    if (isFunction(argument)) return true;
    const named = argument.type === "Identifier" || argument.type === "MemberExpression";
    return named && bindings.valuesOf(argument).some(isFunction);
  }

  return {
    CallExpression(node) {
      const called = methodCalled(node);
      if (called) {
        checkMethod(called);
        checkSort(called, node.arguments);
      }
      for (const argument of node.arguments) checkArgument(argument, called, node.callee);
    },
  };
}

const CONSTANTS = new Set(["undefined", "NaN", "Infinity"]);
