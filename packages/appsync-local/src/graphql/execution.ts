import {
  defaultFieldResolver,
  defaultTypeResolver,
  type ExecutionResult,
  executeRootSelectionSet,
  type GraphQLSchema,
} from "graphql";
import type { Operation, Prepared } from "./document.ts";
import type { Coerced } from "./variables.ts";

/**
 * Runs an operation. Unlike graphql-js's `execute` it takes variables that are coerced already, by AppSync's rules,
 * which are not graphql-js's, and does not search the document a second time.
 * @param contextValue what every resolver gets as its third argument
 * @param rootValue what the fields of the root type get as their source
 */
export function executeOperation(
  schema: GraphQLSchema,
  { document, fragments, fragmentDefinitions }: Prepared,
  { definition }: Operation,
  { values }: Coerced,
  contextValue: unknown,
  rootValue?: unknown,
): ExecutionResult | Promise<ExecutionResult> {
  return executeRootSelectionSet({
    schema,
    document,
    fragments,
    fragmentDefinitions,
    operation: definition,
    variableValues: values,
    rawVariableValues: undefined,
    rootValue,
    contextValue,
    fieldResolver: defaultFieldResolver,
    typeResolver: defaultTypeResolver,
    subscribeFieldResolver: defaultFieldResolver,
    hideSuggestions: true,
    errorPropagation: true,
    externalAbortSignal: undefined,
    enableEarlyExecution: false,
    hooks: undefined,
  });
}
