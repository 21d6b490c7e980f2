import type { Caller, Json } from "../contracts.ts";
import type { Invalidation } from "../extensions.ts";
import type { Executable } from "../operations.ts";
import { type Filter, matches } from "./filter.ts";

/** A subscription that a client has been told is there. */
export interface Subscription {
  /** The field of type Subscription, and the arguments that the client gave it. */
  field: string;
  args: { [name: string]: Json };
  operation: Executable;
  caller: Caller;
  /** What the resolver filters by. Null: the arguments are the filter. */
  filter: Filter | null;
  /** Which invalidations end it. Null: none. */
  invalidationFilter: Filter | null;
  /** Gets the payload of a mutation that passes the filter. */
  publish(payload: Json): void;
  /** Is called when an invalidation ends it, after it was removed. */
  end(): void;
}

export interface Subscriptions {
  add(subscription: Subscription): void;
  remove(subscription: Subscription): void;
  /** Gives a payload to all subscriptions of a field that it passes, in the order in which they were added. */
  publish(field: string, payload: Json): void;
  /** Ends the subscriptions whose invalidation filter the payload passes. */
  invalidate(invalidation: Invalidation): void;
}

/** Keeps the subscriptions of all connections, by field. */
export function createSubscriptions(): Subscriptions {
  const byField = new Map<string, Set<Subscription>>();
  const of = (field: string) => byField.get(field) ?? new Set();
  return {
    add: (subscription) => byField.set(subscription.field, of(subscription.field).add(subscription)),
    remove: (subscription) => of(subscription.field).delete(subscription),
    publish(field, payload) {
      for (const subscription of [...of(field)]) if (passes(subscription, payload)) subscription.publish(payload);
    },
    invalidate({ subscriptionField, payload }) {
      for (const subscription of [...of(subscriptionField)]) {
        const { invalidationFilter } = subscription;
        if (!invalidationFilter || !matches(invalidationFilter, payload)) continue;
        of(subscriptionField).delete(subscription);
        subscription.end();
      }
    },
  };
}

function passes({ filter, args }: Subscription, payload: Json): boolean {
  return filter ? matches(filter, payload) : equals(args, payload);
}

/**
 * Whether a payload has the value of each argument in the field of the argument's name. An argument that was not given matches all,
 * one that is null only null; what the publisher did not select is null.
 */
function equals(args: { [name: string]: Json }, payload: Json): boolean {
  const names = Object.keys(args);
  if (names.length === 0) return true;
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return false;
  return names.every((name) => {
    const [asked = null, published = null] = [args[name], Object.hasOwn(payload, name) ? payload[name] : null];
    return asked === published || (typeof asked === "object" && JSON.stringify(asked) === JSON.stringify(published));
  });
}
