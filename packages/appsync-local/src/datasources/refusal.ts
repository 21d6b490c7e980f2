import type { DataSourceAnswer, DataSourceClient, Json } from "../contracts.ts";

/** A request object that AppSync would not hand to any data source. The message names the wrong part. */
export class RequestRefusal extends Error {}

/** Wraps a client so that a refused request becomes an answer whose error has AppSync's type for it. */
export function answeringRefusals(client: DataSourceClient): DataSourceClient {
  return {
    async invoke(request, call): Promise<DataSourceAnswer> {
      try {
        return await client.invoke(request, call);
      } catch (thrown) {
        if (!(thrown instanceof RequestRefusal)) throw thrown;
        return { result: null, error: { type: "MappingTemplate", message: thrown.message } };
      }
    },
    close: () => client.close(),
  };
}

export type JsonObject = { [key: string]: Json };

/** Whether a JSON value is an object, not a list. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Refuses keys that the form does not have, and forms without a required key. A null counts as left out.
 *
 * @param fields every key of the form; true: required
 * @param path where the value stands in the request, as AppSync writes it: `$[update]`
 */
export function checkFields(value: JsonObject, fields: { readonly [name: string]: boolean }, path = "$"): void {
  for (const name in value) {
    if (!Object.hasOwn(fields, name)) throw new RequestRefusal(`Unsupported element '${path}[${name}]'.`);
  }
  for (const name in fields) {
    if (fields[name] && (value[name] ?? null) === null) {
      throw new RequestRefusal(`Value for field '${path}[${name}]' not found.`);
    }
  }
}

/** The object at a path, or a refusal that says what stands there instead. */
export function objectAt(value: Json | undefined, path: string): JsonObject {
  if (isObject(value)) return value;
  throw new RequestRefusal(`Expected JSON object for '${path}' but got a '${kindOf(value)}' instead.`);
}

/** The list at a path, or a refusal that says what stands there instead. */
export function listAt(value: Json | undefined, path: string): Json[] {
  if (Array.isArray(value)) return value;
  throw new RequestRefusal(`Expected JSON array for '${path}' but got a '${kindOf(value)}' instead.`);
}

/** The string at a path, or a refusal that says what stands there instead. */
export function stringAt(value: Json | undefined, path: string): string {
  if (typeof value === "string") return value;
  throw new RequestRefusal(`Expected JSON string for '${path}' but got a '${kindOf(value)}' instead.`);
}

/** The same, where a missing one is refused as AppSync refuses missing fields. */
export function requiredString(value: Json | undefined, path: string): string {
  if ((value ?? null) === null) throw new RequestRefusal(`Value for field '${path}' not found.`);
  return stringAt(value, path);
}

/** The names that AppSync's messages have for JSON's kinds. */
export function kindOf(value: Json | undefined): string {
  if (value === null || value === undefined) return "NULL";
  return Array.isArray(value) ? "ARRAY" : typeof value === "object" ? "OBJECT" : (typeof value).toUpperCase();
}
