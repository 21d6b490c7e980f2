import type { Json } from "../../contracts.ts";
import { recordOf, stringOf } from "./arguments.ts";
import { copyOf } from "./copy.ts";
import type { Invocation } from "./invocation.ts";
import { entries } from "./primordials.ts";

type Payload = { [key: string]: ReturnType<typeof copyOf> };

/** The `extensions` object of `@aws-appsync/utils`. A call is only noted: the runtime carries it out when the handler has ended. */
export function createExtensions(current: () => Invocation) {
  return {
    evictFromApiCache(typeName: unknown, fieldName: unknown, keyValuePair: unknown): void {
      const name = "extensions.evictFromApiCache";
      current().extensions.push({
        name: "evictFromApiCache",
        typeName: stringOf(typeName, `${name}: the type`),
        fieldName: stringOf(fieldName, `${name}: the field`),
        keys: entries(recordOf(keyValuePair, `${name}: the keys`)).map(([key, value]) => [key, copyOf(value) as Json]),
      });
    },
    setSubscriptionFilter(filter: unknown): void {
      current().extensions.push({ name: "setSubscriptionFilter", filter: copyOf(filter) });
    },
    setSubscriptionInvalidationFilter(filter: unknown): void {
      current().extensions.push({ name: "setSubscriptionInvalidationFilter", filter: copyOf(filter) });
    },
    invalidateSubscriptions(invalidation: unknown): void {
      const name = "extensions.invalidateSubscriptions";
      const { subscriptionField, payload } = recordOf(invalidation, `${name}: the argument`);
      current().extensions.push({
        name: "invalidateSubscriptions",
        subscriptionField: stringOf(subscriptionField, `${name}: subscriptionField`),
        payload: copyOf(recordOf(payload, `${name}: payload`)) as Payload,
      });
    },
  };
}
