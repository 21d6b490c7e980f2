import { readFileSync } from "node:fs";
import { assertLoadable } from "../language/gate.ts";
import { TemplateError } from "./cloudformation.ts";
import type { Context } from "./context.ts";
import { type Resource, textAt } from "./stack.ts";

const VTL = [
  "RequestMappingTemplate",
  "ResponseMappingTemplate",
  "RequestMappingTemplateS3Location",
  "ResponseMappingTemplateS3Location",
];

/**
 * The bundle of a resolver or function: inline, an asset, or a file beside the template. Null when it has none.
 *
 * @param name what messages call it
 * @throws TemplateError when it is written in VTL, or in what cannot run here
 */
export function codeOf(resource: Resource, name: string, context: Context): string | null {
  if (VTL.some((property) => textAt(resource, property) !== null)) throw new TemplateError("it is written in VTL");
  const location = textAt(resource, "CodeS3Location");
  const code =
    location === null ? textAt(resource, "Code") : readFileSync(context.assets.locate(location, "its code"), "utf8");
  if (code === null) return null;
  try {
    assertLoadable(name, code);
  } catch (error) {
    throw new TemplateError((error as Error).message);
  }
  return code;
}

/** The type of the error that a part raises which is not local. */
export const NOT_LOCAL = "NotLocal";

/** The bundle in the place of one that cannot run: who calls it is told why. */
export const refusing = (why: string): string => `
import { util } from "@aws-appsync/utils";
export function request(ctx) { util.error(${JSON.stringify(why)}, ${JSON.stringify(NOT_LOCAL)}); }
export function response(ctx) { return null; }
`;
