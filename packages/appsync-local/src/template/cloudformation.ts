import type { Json } from "../contracts.ts";

/** CloudFormation's template, as far as it is read. */
export interface Template {
  Parameters?: Record<string, { Type?: string; Default?: Json }>;
  Conditions?: Record<string, Json>;
  Mappings?: Record<string, Record<string, Record<string, Json>>>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: Json; Export?: { Name: Json }; Condition?: string }>;
}

export interface TemplateResource {
  Type: string;
  Condition?: string;
  Properties?: JsonObject;
  Metadata?: JsonObject;
}

export type JsonObject = { [key: string]: Json };

/** Something in a template that cannot be read or served. The message names it, and says what would help. */
export class TemplateError extends Error {}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
