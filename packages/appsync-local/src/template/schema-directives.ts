import { strayDirectives } from "../graphql/schema.ts";
import type { Notes } from "./notes.ts";

/**
 * Takes out of a schema the directives that AppSync does not have, or not in their place, and names them. Public programs that deploy have some,
 * such as `@aws_apikey` for `@aws_api_key`: there they do nothing. [?]
 */
export function withoutStrayDirectives(sdl: string, notes: Notes): string {
  let text = sdl;
  for (const { start, end, line, message } of strayDirectives(sdl)) {
    text = text.slice(0, start) + text.slice(end);
    notes.add(`Line ${line} of the schema has a directive that does nothing: ${message}`);
  }
  return text;
}
