import type { ExecutionResult, GraphQLSchema } from "graphql";
import type { Caller, Json } from "../contracts.ts";
import { executeOperation } from "../graphql/execution.ts";
import { AWS_SCALARS } from "../graphql/scalars.ts";
import { buildSchema } from "../graphql/schema.ts";
import { type MayAccess, readFields } from "../link.ts";
import type { Executable } from "../operations.ts";
import { fieldBudget } from "../request.ts";
import { errorEntries } from "../result.ts";
import type { Subscription } from "./subscriptions.ts";

type Receiver = Pick<Subscription, "field" | "operation" | "caller">;

/** Gives the payload of a `data` message as JSON text. */
export type Deliver = (receiver: Receiver, payload: Json) => string;

/**
 * Makes the function that cuts a published payload down to what a subscriber selected and may see. What is missing is null, and an
 * error where the schema has no null.
 *
 * @param sdl the API's schema
 * @param mayAccess whether a caller may read a field
 * @param onLog gets what failed unexpectedly
 */
export function createDelivery(sdl: string, mayAccess: MayAccess, onLog: (line: string) => void): Deliver {
  // Most APIs have no subscription, and most starts of others no subscriber.
  let schema: GraphQLSchema | undefined;
  return sharing(({ field, operation, caller }, payload) => {
    schema ??= schemaOfResults(sdl, mayAccess);
    const { data, errors = [] } = read(schema, operation, caller, { [field]: payload });
    const logs: string[] = [];
    const entries = errorEntries(schema, errors, logs);
    for (const line of logs) onLog(line);
    return JSON.stringify(entries.length > 0 ? { data, errors: entries } : { data });
  });
}

/**
 * Makes a payload once for all subscribers who asked for the same and may see the same. Each publication has a payload object of
 * its own, with which what was made of it is forgotten.
 */
function sharing(make: Deliver): Deliver {
  const known = new WeakMap<object, Map<string, { receiver: Receiver; text: string }[]>>();
  return (receiver, payload) => {
    if (typeof payload !== "object" || payload === null) return make(receiver, payload);
    const made = known.get(payload) ?? new Map();
    known.set(payload, made);
    const { mode, groups, mayReach } = receiver.caller;
    const { operation, coerced } = receiver.operation;
    const key = JSON.stringify([receiver.field, mode, groups, coerced.values.coerced]);
    const alike = made.get(key) ?? [];
    made.set(key, alike);
    const found = alike.find(
      ({ receiver: other }: { receiver: Receiver }) =>
        other.operation.operation === operation && other.caller.mayReach === mayReach,
    );
    if (found) return found.text;
    const text = make(receiver, payload);
    alike.push({ receiver, text });
    return text;
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
