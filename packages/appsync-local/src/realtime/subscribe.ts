import { type FieldNode, type GraphQLSchema, getArgumentValues, OperationTypeNode } from "graphql";
import type { Authenticator } from "../auth/authenticate.ts";
import { parseBody } from "../body.ts";
import type { Caller, ErrorEntry, Json } from "../contracts.ts";
import type { Limits } from "../description.ts";
import { Refusal } from "../errors.ts";
import { DEPTH_LIMIT_ERROR } from "../graphql/depth.ts";
import { selectedFields } from "../graphql/selection.ts";
import type { ReceivedRequest } from "../http-server.ts";
import { type Executable, isOfType, type Operations } from "../operations.ts";
import { shortened, unsupported, wrongFilter } from "./errors.ts";
import { FilterRefusal, readFilter } from "./filter.ts";
import type { RealtimeError } from "./messages.ts";
import type { Subscription } from "./subscriptions.ts";

/** A subscription that may begin, without what its connection does with it. */
export type Agreed = Omit<Subscription, "publish" | "end">;

/** Why a subscription does not begin. */
export interface Refused {
  errors: RealtimeError[];
}

export interface SubscribeDeps {
  schema: GraphQLSchema;
  operations: Operations;
  authenticate: Authenticator;
  limits: Limits;
}

/**
 * Takes the steps of a `start` in order: who subscribes, what to, and what the subscription's resolver says of it.
 *
 * @param request what the client signed: the `data` of its message as the body of a POST
 */
export async function subscribe(
  { schema, operations, authenticate, limits }: SubscribeDeps,
  request: ReceivedRequest,
  requestId: string,
): Promise<Agreed | Refused> {
  try {
    const caller = await authenticate({ ...request, requestId });
    const operation = operations.check(parseBody(request.body, limits.bodyBytes));
    if (operation.kind === "invalid") return refusedFor(operation.errors);
    if (!isOfType(operation, OperationTypeNode.SUBSCRIPTION)) {
      return { errors: [unsupported(operation.operation.definition.operation)] };
    }
    if (operation.operation.depth > limits.queryDepth)
      return { errors: [{ errorType: DEPTH_LIMIT_ERROR.type, message: DEPTH_LIMIT_ERROR.message }] };
    const { errors, scope } = await operations.run(operation, request, caller, requestId);
    const all = [...errors.filter(isNotNullRoot), ...scope.appended];
    return all.length > 0 ? refusedFor(all) : agree(schema, operation, caller, scope.extended);
  } catch (thrown) {
    if (thrown instanceof FilterRefusal) return { errors: [wrongFilter(thrown.message)] };
    if (thrown instanceof Refusal) return refusedFor(thrown.errors);
    throw thrown;
  }
}

const refusedFor = (errors: Partial<ErrorEntry>[]): Refused => ({ errors: errors.map(shortened) });

/** A subscription has no value yet when it begins, also where its type has no null. */
const isNotNullRoot = ({ path, message }: ErrorEntry) =>
  path?.length !== 1 || !message.startsWith("Cannot return null for non-nullable type");

function agree(
  schema: GraphQLSchema,
  operation: Executable,
  caller: Caller,
  extended: { filter: Json; invalidationFilter: Json },
): Agreed {
  const { prepared, coerced } = operation;
  const conditions = { fragments: prepared.fragmentDefinitions, variableValues: coerced.values };
  const fields = selectedFields([operation.operation.definition.selectionSet], conditions);
  const [node] = [...fields.values()].flat() as [FieldNode];
  const field = node.name.value;
  const definition = schema.getSubscriptionType()?.getFields()[field];
  if (!definition) throw new Error(`there is no subscription ${field}`);
  return {
    field,
    args: getArgumentValues(definition, node, coerced.values) as Agreed["args"],
    operation,
    caller,
    filter: extended.filter === null ? null : readFilter(extended.filter),
    invalidationFilter: extended.invalidationFilter === null ? null : readFilter(extended.invalidationFilter),
  };
}
