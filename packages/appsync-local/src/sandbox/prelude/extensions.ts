import type { Json } from "../../contracts.ts";
import { recordOf, stringOf } from "./arguments.ts";
import { copyOf } from "./copy.ts";
import type { Invocation } from "./invocation.ts";
import { entries } from "./primordials.ts";

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
  };
}
