import type { GraphQLError, GraphQLSchema } from "graphql";
import type { ErrorEntry } from "./contracts.ts";
import { entryOf, FieldError } from "./errors.ts";
import { completionEntry } from "./graphql/completion.ts";

/**
 * Words the errors of an execution as AppSync does. What is meant for developers goes to `logs`; an unexpected error tells the
 * client nothing about itself.
 */
export function errorEntries(schema: GraphQLSchema, errors: readonly GraphQLError[], logs: string[]): ErrorEntry[] {
  return errors.map((error) => {
    const { originalError, path = [], locations = [] } = error;
    const position = {
      path: [...path],
      locations: locations.map(({ line, column }) => ({ line, column, sourceName: null })),
    };
    if (originalError instanceof FieldError) {
      if (originalError.detail) logs.push(originalError.detail);
      return entryOf(position, originalError.raised);
    }
    const entry = completionEntry(error, schema);
    if (entry) return entry;
    logs.push(originalError?.stack ?? error.message);
    return entryOf(position, { message: "Internal failure.", type: "InternalFailure", data: null, info: null });
  });
}
