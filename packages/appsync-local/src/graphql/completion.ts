import {
  type GraphQLError,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { ErrorEntry } from "../contracts.ts";
import { SerializationError } from "./scalars.ts";

/**
 * Turns an error that graphql-js raised itself, because a result does not fit the schema, into AppSync's entry for it.
 * @param error an error of an execution that no resolver raised
 * @returns the entry; undefined for any other error
 */
export function completionEntry(error: GraphQLError, schema: GraphQLSchema): ErrorEntry | undefined {
  const path = error.path ? [...error.path] : [];
  const message = messageOf(error, path, schema);
  return message === undefined ? undefined : { path, locations: null, message };
}

function messageOf(error: GraphQLError, path: (string | number)[], schema: GraphQLSchema): string | undefined {
  const location = javaPath(path);
  if (error.originalError instanceof SerializationError) return cannotSerialize(location, error.message);

  const nulled = /^Cannot return null for non-nullable field (\w+)\.(\w+)\.$/.exec(error.message);
  if (nulled) {
    const [, parent = "", field = ""] = nulled;
    const type = nullableTypeAt(schema, parent, field, path);
    return `Cannot return null for non-nullable type: '${type}' within parent '${parent}' (${location})`;
  }
  if (error.message.startsWith("Expected Iterable, ")) {
    return `Can't resolve value (${location}) : type mismatch error, expected type LIST`;
  }
  const ofEnum = /^Enum "(\w+)" cannot represent value: (.*)$/s.exec(error.message);
  if (ofEnum) {
    const name = ofEnum[2]?.replace(/^"(.*)"$/s, "$1");
    return cannotSerialize(location, `Invalid input for Enum '${ofEnum[1]}'. Unknown value '${name}'`);
  }
  const ofScalar = /^(Int|Float|String|Boolean|ID) cannot represent [^:]*: (.*)$/s.exec(error.message);
  if (ofScalar)
    return cannotSerialize(location, `Expected type '${ofScalar[1]}' but was '${javaClassOfText(ofScalar[2] ?? "")}'.`);
  return undefined;
}

function cannotSerialize(location: string, reason: string): string {
  return `Can't serialize value (${location}) : ${reason}`;
}

/** `/items[0]/createdAt` */
function javaPath(path: (string | number)[]): string {
  return path.map((key) => (typeof key === "number" ? `[${key}]` : `/${key}`)).join("");
}

/** The type that was null at the path, which may be an item of the field's list. */
function nullableTypeAt(schema: GraphQLSchema, parent: string, field: string, path: (string | number)[]): string {
  const owner = schema.getType(parent);
  let type: GraphQLOutputType | undefined = isObjectType(owner) ? owner.getFields()[field]?.type : undefined;
  const named = path.findLastIndex((key) => typeof key === "string");
  for (let depth = path.length - 1 - named; depth > 0; depth--) {
    if (isNonNullType(type)) type = type.ofType;
    if (isListType(type)) type = type.ofType;
  }
  return String(isNonNullType(type) ? type.ofType : type);
}

/** graphql-js prints the value in its message, and the first character shows what it is. */
function javaClassOfText(printed: string): string {
  if (printed.startsWith('"')) return "String";
  if (printed.startsWith("[")) return "ArrayList";
  if (printed.startsWith("{")) return "LinkedHashMap";
  if (printed === "true" || printed === "false") return "Boolean";
  return /^-?\d+$/.test(printed) ? "Integer" : "Double";
}
