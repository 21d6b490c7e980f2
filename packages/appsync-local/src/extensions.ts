import { type GraphQLResolveInfo, OperationTypeNode } from "graphql";
import type { Eviction, ExtensionCall, Json } from "./contracts.ts";
import { codeFault, FieldError } from "./errors.ts";

/** What the handlers of one request asked for by `extensions`. */
export interface Extended {
  /** Of a subscription: the filter of what is published, as the last handler set it. Null: the arguments are the filter. */
  filter: Json;
  /** Of a subscription: which invalidations end it. Null: none. */
  invalidationFilter: Json;
  /** Of a mutation: the subscriptions that it ends. */
  invalidations: Invalidation[];
  /** Of a mutation: the entries that it takes out of the API's cache. */
  evictions: Eviction[];
}

export type Invalidation = Omit<Extract<ExtensionCall, { name: "invalidateSubscriptions" }>, "name">;

/** AppSync's limit on the distinct invalidations of one request. */
const MAX_INVALIDATIONS = 5;

const PLACES = {
  setSubscriptionFilter: OperationTypeNode.SUBSCRIPTION,
  setSubscriptionInvalidationFilter: OperationTypeNode.SUBSCRIPTION,
  invalidateSubscriptions: OperationTypeNode.MUTATION,
};

interface Place {
  resolver: string;
  handler: "request" | "response";
  info: Pick<GraphQLResolveInfo, "operation" | "parentType" | "schema">;
}

export const nothingExtended = (): Extended => ({
  filter: null,
  invalidationFilter: null,
  invalidations: [],
  evictions: [],
});

/**
 * Notes a call of an extension.
 *
 * @throws FieldError for a call in a place where AppSync has none, and for more invalidations than AppSync takes
 */
export function extend(extended: Extended, call: ExtensionCall, { resolver, handler, info }: Place): void {
  if (call.name === "evictFromApiCache") {
    // "This function only works for mutations, not queries." (AppSync's guide, extensions-js)
    if (info.operation.operation === OperationTypeNode.MUTATION) extended.evictions.push(call);
    return;
  }
  const operation = PLACES[call.name];
  if (handler !== "response" || info.parentType !== info.schema.getRootType(operation))
    throw codeFault(`${resolver}: extensions.${call.name} is for the response handler of a ${operation}'s resolver`);
  if (call.name === "invalidateSubscriptions") invalidate(extended.invalidations, call, { resolver, info });
  else if (call.name === "setSubscriptionFilter") extended.filter = call.filter;
  else extended.invalidationFilter = call.filter;
}

function invalidate(
  known: Invalidation[],
  { subscriptionField, payload }: Invalidation,
  place: Omit<Place, "handler">,
) {
  const fields = place.info.schema.getSubscriptionType()?.getFields() ?? {};
  if (!Object.hasOwn(fields, subscriptionField))
    throw codeFault(`${place.resolver}: the schema has no subscription ${subscriptionField} to invalidate`);
  const made = { subscriptionField, payload };
  if (known.some((each) => JSON.stringify(each) === JSON.stringify(made))) return;
  // AppSync's documentation promises an error, without its words. [?]
  if (known.length >= MAX_INVALIDATIONS)
    throw new FieldError({
      type: "BadRequestException",
      message: `A request takes at most ${MAX_INVALIDATIONS} calls of invalidateSubscriptions.`,
    });
  known.push(made);
}
