import type { Json } from "../../contracts.ts";
import { parseJson, toJson } from "./primordials.ts";

/** Copies a value through JSON, as it will leave the realm. What JSON lacks (undefined, functions) becomes null. */
export function copyOf(value: unknown): Json {
  return parseJson(toJson(value) ?? "null");
}
