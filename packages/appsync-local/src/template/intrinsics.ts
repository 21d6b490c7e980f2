import type { Json } from "../contracts.ts";
import { isObject, type JsonObject, TemplateError } from "./cloudformation.ts";

/** What intrinsic functions ask of the stack that they stand in. */
export interface Scope {
  ref(name: string): Json;
  attribute(logicalId: string, name: string): Json;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): Json;
  imported(name: string): Json;
  zones(region: string): string[];
}

/** What `AWS::NoValue` is: the property that has it is left out. */
export const NO_VALUE = Symbol("AWS::NoValue");
type Resolved = Json | typeof NO_VALUE;

/**
 * Resolves the intrinsic functions in a value (CloudFormation's template reference, intrinsic-function-reference).
 *
 * @throws TemplateError for a function that is unknown or misused
 */
export function resolve(value: Json, scope: Scope): Json {
  const resolved = walk(value, scope);
  return resolved === NO_VALUE ? null : resolved;
}

function walk(value: Json, scope: Scope): Resolved {
  if (Array.isArray(value)) return value.map((item) => walk(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isObject(value)) return value;
  const [[name = "", argument = null] = [], more] = Object.entries(value);
  if (more === undefined && (name === "Ref" || name.startsWith("Fn::"))) return call(name, argument, scope);
  const pairs = Object.entries(value).map(([key, item]) => [key, walk(item, scope)] as const);
  return Object.fromEntries(pairs.filter((pair): pair is [string, Json] => pair[1] !== NO_VALUE));
}

function call(name: string, argument: Json, scope: Scope): Resolved {
  const list = (): Json[] => {
    const resolved = resolve(argument, scope);
    if (Array.isArray(resolved)) return resolved;
    throw new TemplateError(`${name} takes a list, and has ${JSON.stringify(argument)}`);
  };
  switch (name) {
    case "Ref":
      return argument === "AWS::NoValue" ? NO_VALUE : scope.ref(String(argument));
    case "Fn::GetAtt":
      return attribute(argument, scope);
    case "Fn::Join": {
      const [separator, parts] = list();
      return (parts as Json[]).map(text).join(String(separator));
    }
    case "Fn::Sub":
      return substitute(argument, scope);
    case "Fn::Select": {
      const [index, from] = list();
      return (from as Json[])[Number(index)] ?? null;
    }
    case "Fn::Split": {
      const [separator, whole] = list();
      return text(whole ?? "").split(String(separator));
    }
    case "Fn::If": {
      const [condition, yes = null, no = null] = argument as Json[];
      return walk(scope.condition(String(condition)) ? yes : no, scope);
    }
    case "Fn::FindInMap": {
      const [map, first, second] = list();
      return scope.mapping(String(map), String(first), String(second));
    }
    case "Fn::ImportValue":
      return scope.imported(text(resolve(argument, scope)));
    case "Fn::Base64":
      return Buffer.from(text(resolve(argument, scope))).toString("base64");
    case "Fn::GetAZs":
      return scope.zones(text(resolve(argument, scope)));
    case "Fn::ToJsonString":
      return JSON.stringify(resolve(argument, scope));
    case "Fn::Length":
      return list().length;
    default:
      throw new TemplateError(`${name} is an intrinsic function that is not read here`);
  }
}

function attribute(argument: Json, scope: Scope): Json {
  const parts = Array.isArray(argument)
    ? argument.map((part) => text(resolve(part, scope)))
    : text(argument).split(".");
  const [logicalId = "", ...name] = parts;
  return scope.attribute(logicalId, name.join("."));
}

function substitute(argument: Json, scope: Scope): string {
  const [template, given = {}] = Array.isArray(argument) ? argument : [argument];
  const values = resolve(given, scope) as JsonObject;
  return text(template ?? "").replace(/\$\{(!?)([^}]+)\}/g, (whole, literal, expression: string) => {
    if (literal) return whole.replace("!", "");
    const name = expression.trim();
    if (Object.hasOwn(values, name)) return text(values[name] ?? "");
    const [logicalId = "", ...attributes] = name.split(".");
    return text(attributes.length === 0 ? scope.ref(name) : scope.attribute(logicalId, attributes.join(".")));
  });
}

const text = (value: Json): string => (isObject(value) ? JSON.stringify(value) : String(value));

/** Whether a condition holds. */
export function holds(condition: Json, scope: Scope): boolean {
  const [[name = "", argument = null] = []] = Object.entries(isObject(condition) ? condition : {});
  const parts = Array.isArray(argument) ? argument : [];
  switch (name) {
    case "Condition":
      return scope.condition(String(argument));
    case "Fn::Equals":
      return text(resolve(parts[0] ?? null, scope)) === text(resolve(parts[1] ?? null, scope));
    case "Fn::And":
      return parts.every((part) => holds(part, scope));
    case "Fn::Or":
      return parts.some((part) => holds(part, scope));
    case "Fn::Not":
      return !holds(parts[0] ?? null, scope);
    default:
      throw new TemplateError(`${JSON.stringify(condition)} is no condition that is read here`);
  }
}
