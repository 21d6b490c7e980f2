import type { Json } from "../contracts.ts";
import type { JsonObject, Template } from "./cloudformation.ts";

/** A resource of a stack that would be deployed: its condition holds. */
export interface Resource {
  stack: Stack;
  logicalId: string;
  type: string;
  /** As in the template, intrinsic functions unresolved. */
  properties: JsonObject;
}

/** A stack as it would be deployed, nested ones too. */
export interface Stack {
  name: string;
  template: Template;
  account: string;
  region: string;
  resources: Map<string, Resource>;
  /** Resolves a value of this stack's template: no intrinsic function is left in it, and what is `AWS::NoValue` is left out. */
  resolve(value: Json | undefined): Json;
  /** The value of an output. @throws TemplateError when there is none */
  output(name: string): Json;
}

/** The text at a property. Null when there is none. */
export function textAt({ stack, properties }: Resource, name: string): string | null {
  const value = stack.resolve(properties[name]);
  return value === null ? null : String(value);
}
