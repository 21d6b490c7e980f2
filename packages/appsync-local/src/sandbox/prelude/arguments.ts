import { isArray, isFiniteNumber, toJson, typeError } from "./primordials.ts";

/** Checks of the arguments that bundles pass to helpers. All throw a TypeError that names the argument and its right form. */

export type Fields = { [name: string]: unknown };

export function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !isArray(value);
}

export function recordOf(value: unknown, name: string): Fields {
  if (!isRecord(value)) throw wrongType(value, name, "an object");
  return value;
}

export function listOf(value: unknown, name: string): unknown[] {
  if (!isArray(value)) throw wrongType(value, name, "a list");
  return value;
}

export function stringOf(value: unknown, name: string): string {
  if (typeof value !== "string") throw wrongType(value, name, "a string");
  return value;
}

export function numberOf(value: unknown, name: string): number {
  if (typeof value !== "number" || !isFiniteNumber(value)) throw wrongType(value, name, "a finite number");
  return value;
}

function wrongType(value: unknown, name: string, wanted: string): Error {
  const given = typeof value === "object" ? toJson(value) : typeof value;
  return typeError(`${name} must be ${wanted}, not ${typeof value === "number" ? value : given}`);
}
