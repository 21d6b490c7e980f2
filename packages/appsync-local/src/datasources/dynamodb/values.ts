import type { Json } from "../../contracts.ts";
import { isObject, type JsonObject, kindOf, objectAt, RequestRefusal } from "../refusal.ts";

/** DynamoDB's typed values, `{S: "text"}`, as they go over the wire: numbers are strings. */
export type Attributes = { [name: string]: JsonObject };

/**
 * A map of typed values as handlers write them, ready for the wire. Numbers may be numbers (`{N: 1}`), and `{NULL: null}`
 * is what `util.dynamodb.toNull` gives. What is wrong inside a type is left for the engine to refuse.
 *
 * @param path where the map stands in the request
 */
export function encodeMap(map: Json | undefined, path: string): Attributes {
  return Object.fromEntries(
    Object.entries(objectAt(map, path)).map(([name, value]) => [name, encode(value, path, name)]),
  );
}

function encode(value: Json, path: string, name: string | number): JsonObject {
  if (!isObject(value)) {
    const at = `${path}[${name}]`;
    throw new RequestRefusal(`Expected JSON object for attribute value '${at}' but got a '${kindOf(value)}' instead.`);
  }
  const types = Object.entries(value);
  const [first] = types;
  // The most common kinds need no copy.
  if (types.length === 1 && (first?.[0] === "S" || first?.[0] === "BOOL")) return value;
  return Object.fromEntries(types.map(([type, content]) => [type, encodeContent(type, content, `${path}[${name}]`)]));
}

function encodeContent(type: string, content: Json, path: string): Json {
  if (type === "N") return typeof content === "number" ? String(content) : content;
  if (type === "NULL") return content ?? true;
  if (type === "M") return encodeMap(content, `${path}[M]`);
  if (!Array.isArray(content)) return content;
  if (type === "NS") return content.map((each) => (typeof each === "number" ? String(each) : each));
  if (type === "L") return content.map((each, index) => encode(each, `${path}[L]`, index));
  return content;
}

/**
 * An item as handlers see it: plain JSON. Sets become lists, binary values base64 strings. Numbers become JSON numbers, so
 * digits beyond the 15 to 17 that a double holds are rounded, as APPSYNC_JS itself would. [?]
 */
export function decodeMap(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, decode(value as JsonObject)]));
}

/** An item that may be missing: null then. */
export function decodeItem(attributes: Json | undefined): JsonObject | null {
  return isObject(attributes) ? decodeMap(attributes) : null;
}

function decode(value: JsonObject): Json {
  for (const type in value) {
    const content = value[type] as Json;
    if (type === "N") return Number(content);
    if (type === "NULL") return null;
    if (type === "M") return decodeMap(content as JsonObject);
    if (type === "L") return (content as JsonObject[]).map(decode);
    if (type === "NS") return (content as string[]).map(Number);
    return content;
  }
  return null;
}
