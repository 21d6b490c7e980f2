import type { QueryInput, QueryValue } from "../wire/index.ts";

/** Gives a string, or undefined for any other value. */
export const textOf = (value: QueryValue | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

/** Gives the fields of a structure or a map; an empty object for any other value. */
export const fieldsOf = (value: QueryValue | undefined): QueryInput =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

/** Gives the items of a list; an empty list for any other value, such as the "" that stands for an empty list on the wire. */
export const itemsOf = (value: QueryValue | undefined): QueryValue[] => (Array.isArray(value) ? value : []);

/** Gives the strings of a list. */
export const textsOf = (value: QueryValue | undefined): string[] =>
  itemsOf(value).filter((item) => typeof item === "string");
