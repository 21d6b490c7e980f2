import * as z from "zod";
import { forms } from "./fields.ts";

/** Gives the schema inside defaults and options. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapped =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return isWrapped ? bare(schema.unwrap()) : schema;
}

/**
 * Says what a value has to be, in words that follow "must be": `a whole number from 1 to 5`.
 *
 * @throws Error for a schema with checks of its own that `forms` has no words for
 */
export function formOf(wrapped: z.core.$ZodType): string {
  const schema = bare(wrapped);
  const form = forms.get(schema)?.form;
  if (form !== undefined) return form;
  if (schema instanceof z.ZodNumberFormat) return `a whole number from ${schema.minValue} to ${schema.maxValue}`;
  if (schema instanceof z.ZodEnum) return oneOf(schema.options);
  if (schema instanceof z.ZodLiteral) return oneOf([...schema.values]);
  if (schema instanceof z.ZodBoolean) return "true or false";
  if (schema instanceof z.ZodRecord || schema instanceof z.ZodObject) return "an object";
  const isFree = !schema._zod.def.checks?.length;
  if (schema instanceof z.ZodArray && isFree) return "a list";
  if (schema instanceof z.ZodString && isFree) return "a text";
  throw new Error(`give this ${schema._zod.def.type} a form: settings/fields.ts`);
}

const oneOf = (values: unknown[]) => new Intl.ListFormat("en-GB", { type: "disjunction" }).format(values.map(String));

/** Finds the schema at a path of keys and indexes, as far as there is one. */
export const schemaAt = (schema: z.core.$ZodType, path: PropertyKey[]): z.core.$ZodType =>
  path.reduce<z.core.$ZodType>((outer, key) => {
    const inner = bare(outer);
    if (inner instanceof z.ZodArray) return inner.element;
    if (inner instanceof z.ZodRecord) return inner.valueType;
    return inner instanceof z.ZodObject && Object.hasOwn(inner.shape, key) ? inner.shape[key as string] : inner;
  }, schema);
