import { WireError } from "../wire/index.ts";
import { invalidParameter } from "./errors.ts";

/** The input of a client: some JSON object, not checked yet. */
export type Input = Record<string, unknown>;

export type Attribute = [name: string, value: string];

const serialization = (name: string, expected: string) =>
  new WireError("SerializationException", `${name} must be a ${expected}.`);

function optional<Type>(input: Input, name: string, expected: string, is: (value: unknown) => value is Type) {
  const value = input[name] ?? undefined;
  if (value === undefined || is(value)) return value;
  throw serialization(name, expected);
}

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isObject = (value: unknown): value is Input =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An optional member of an operation's input; throws WireError when it has another type. */
export const optionalText = (input: Input, name: string) => optional(input, name, "string", isText);
export const optionalNumber = (input: Input, name: string) => optional(input, name, "number", isNumber);
export const optionalFlag = (input: Input, name: string) => optional(input, name, "boolean", isBoolean);
export const optionalMap = (input: Input, name: string): Input => optional(input, name, "map", isObject) ?? {};

/** Reads a required member of an operation's input. */
export function text(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value) return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw invalidParameter(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** Reads a required parameter of a sign-in step. Cognito words this error differently from that of a missing member. */
export function parameter(parameters: Input, name: string): string {
  const value = optionalText(parameters, name);
  if (value) return value;
  throw invalidParameter(`Missing required parameter ${name}`);
}

/** Reads a list of `{ Name, Value }`; empty when it is left out. An attribute without a value, or with "", is to be removed. */
export function attributesOf(input: Input, name: string): Attribute[] {
  const list = optional(input, name, "list", isList) ?? [];
  return list.map((item) => {
    if (!isObject(item)) throw serialization(name, "list of attributes");
    return [text(item, "Name"), optionalText(item, "Value") ?? ""];
  });
}
