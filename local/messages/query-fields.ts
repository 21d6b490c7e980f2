import type { QueryInput, QueryValue } from "../wire/index.ts";

/** A text, or undefined for anything else. */
export const textOf = (value: QueryValue | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

/** The fields of a structure or a map; none for anything else. */
export const fieldsOf = (value: QueryValue | undefined): QueryInput =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

/** The items of a list; none for anything else, such as the empty text that an empty list is sent as. */
export const itemsOf = (value: QueryValue | undefined): QueryValue[] => (Array.isArray(value) ? value : []);

/** The texts of a list. */
export const textsOf = (value: QueryValue | undefined): string[] =>
  itemsOf(value).filter((item) => typeof item === "string");
