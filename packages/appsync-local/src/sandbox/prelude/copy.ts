import type { Json } from "../../contracts.ts";
import { parseJson, toJson } from "./primordials.ts";

/** The value as it is now and as it will leave the realm: as JSON. What JSON lacks (undefined, functions) is null. */
export function copyOf(value: unknown): Json {
  return parseJson(toJson(value) ?? "null");
}
