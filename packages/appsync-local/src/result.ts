import type { GraphQLError, GraphQLSchema } from "graphql";
import type { ErrorEntry } from "./contracts.ts";
import { entryOf, FieldError } from "./errors.ts";
import { completionEntry } from "./graphql/completion.ts";

/**
 * Puts what an execution reports into AppSync's words. What is meant for developers goes to `logs`; an error that nobody
 * foresaw shows nothing of itself.
 */
export function errorEntries(schema: GraphQLSchema, errors: readonly GraphQLError[], logs: string[]): ErrorEntry[] {
  return errors.map((error) => {
    const { originalError, path = [], locations = [] } = error;
    const place = {
      path: [...path],
      locations: locations.map(({ line, column }) => ({ line, column, sourceName: null })),
    };
    if (originalError instanceof FieldError) {
      if (originalError.detail) logs.push(originalError.detail);
      return entryOf(place, originalError.raised);
    }
    const entry = completionEntry(error, schema);
    if (entry) return entry;
    logs.push(originalError?.stack ?? error.message);
    return entryOf(place, { message: "Internal failure.", type: "InternalFailure", data: null, info: null });
  });
}
