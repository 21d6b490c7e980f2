import type { ExecutionResult, GraphQLSchema } from "graphql";
import type { Caller, Json } from "../contracts.ts";
import { executeOperation } from "../graphql/execution.ts";
import { AWS_SCALARS } from "../graphql/scalars.ts";
import { buildSchema } from "../graphql/schema.ts";
import { type MayAccess, readFields } from "../link.ts";
import type { Executable } from "../operations.ts";
import { fieldBudget } from "../request.ts";
import { errorEntries } from "../result.ts";
import type { DataPayload } from "./messages.ts";
import type { Subscription } from "./subscriptions.ts";

export type Deliver = (
  subscription: Pick<Subscription, "field" | "operation" | "caller">,
  payload: Json,
) => DataPayload;

/**
 * Makes the function that cuts a published payload down to what a subscriber selected and may see. What is missing is null, and an
 * error where the schema has no null.
 *
 * @param sdl the API's schema
 * @param mayAccess whether a caller may read a field
 * @param onLog gets what failed unexpectedly
 */
export function createDelivery(sdl: string, mayAccess: MayAccess, onLog: (line: string) => void): Deliver {
  const schema = schemaOfResults(sdl, mayAccess);
  return ({ field, operation, caller }, payload) => {
    const { data, errors = [] } = read(schema, operation, caller, { [field]: payload });
    const logs: string[] = [];
    const entries = errorEntries(schema, errors, logs);
    for (const line of logs) onLog(line);
    return entries.length > 0 ? { data: data as Json, errors: entries } : { data: data as Json };
  };
}

function read(schema: GraphQLSchema, { prepared, operation, coerced }: Executable, caller: Caller, root: object) {
  const scope = { caller, maxDepth: null, checkTime() {}, spendFields: fieldBudget() };
  // No field waits for anything, so the result is there at once.
  return executeOperation(schema, prepared, operation, coerced, scope, root) as ExecutionResult;
}

/** The API's schema over values that have been serialised: its scalars hand on what they get. */
function schemaOfResults(sdl: string, mayAccess: MayAccess): GraphQLSchema {
  const schema = buildSchema(sdl);
  const coerceOutputValue = (value: unknown) => value;
  for (const name of Object.keys(AWS_SCALARS)) Object.assign(schema.getType(name) ?? {}, { coerceOutputValue });
  readFields(schema, mayAccess);
  return schema;
}
