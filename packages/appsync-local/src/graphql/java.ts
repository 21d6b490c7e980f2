import { Kind, type ValueNode } from "graphql";

/** AppSync runs on the JVM, and its messages quote Java: class names, and values as `toString` prints them. */

const INT_MAX = 2 ** 31;

/**
 * @param value any JSON value
 * @returns the simple name of the class that a JSON parser on the JVM makes of it, e.g. `LinkedHashMap`
 */
export function javaClassOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "ArrayList";
  if (typeof value === "string") return "String";
  if (typeof value === "boolean") return "Boolean";
  if (typeof value !== "number") return "LinkedHashMap";
  if (!Number.isInteger(value)) return "Double";
  if (value >= -INT_MAX && value < INT_MAX) return "Integer";
  return Number.isSafeInteger(value) ? "Long" : "BigInteger";
}

/**
 * @param value any JSON value
 * @returns what Java's `toString` prints for it, e.g. `{a=1, b=[x, y]}`
 */
export function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${javaText(item)}`)
    .join(", ")}}`;
}

/**
 * @param node a literal of a query
 * @returns what graphql-java's `toString` prints for its syntax node, e.g. `StringValue{value='a'}`
 */
export function javaLiteral(node: ValueNode): string {
  switch (node.kind) {
    case Kind.STRING:
      return `StringValue{value='${node.value}'}`;
    case Kind.INT:
      return `IntValue{value=${node.value}}`;
    case Kind.FLOAT:
      return `FloatValue{value=${node.value}}`;
    case Kind.BOOLEAN:
      return `BooleanValue{value=${node.value}}`;
    case Kind.ENUM:
      return `EnumValue{name='${node.value}'}`;
    case Kind.VARIABLE:
      return `VariableReference{name='${node.name.value}'}`;
    case Kind.NULL:
      return "NullValue{}";
    case Kind.LIST:
      return `ArrayValue{values=[${node.values.map(javaLiteral).join(", ")}]}`;
    case Kind.OBJECT:
      return `ObjectValue{objectFields=[${node.fields
        .map(({ name, value }) => `ObjectField{name='${name.value}', value=${javaLiteral(value)}}`)
        .join(", ")}]}`;
  }
}
