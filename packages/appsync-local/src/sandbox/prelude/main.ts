import { MODULE_OF_GLOBALS } from "../../language/documented.ts";
import { createEvaluator, type Factory } from "./evaluate.ts";
import { patchIntrinsics } from "./intrinsics.ts";
import type { Host, Invocation } from "./invocation.ts";
import { lockDown } from "./lockdown.ts";
import { createModules } from "./modules.ts";

export type Evaluate = (factory: Factory, handler: "request" | "response", contextJson: string) => string;

const { stringify } = JSON;
const RealmError = Error;

/**
 * A host function that fails, for example when the stack is nearly used up, throws an error of the host. This makes it an error
 * of the realm, because a bundle could escape through the host's.
 */
function guarded(host: Host): Host {
  return {
    now() {
      try {
        return host.now();
      } catch {
        throw RealmError("the clock failed");
      }
    },
    randomHex(count) {
      try {
        return host.randomHex(count);
      } catch {
        throw RealmError("the source of randomness failed");
      }
    },
  };
}

/** Makes the realm AppSync's, and gives the host the one function by which it runs handlers. */
export function start(host: Host): Evaluate {
  let current: Invocation;
  const modules = createModules(guarded(host), () => current);
  const write = (...values: unknown[]) => {
    current.logs.push(values.map((value) => (typeof value === "string" ? value : stringify(value))).join(" "));
  };
  const console = { log: write, error: write, debug: write };
  const evaluate = createEvaluator(modules, console, (invocation) => {
    current = invocation;
  });
  patchIntrinsics();
  lockDown({ modules, console }, modules[MODULE_OF_GLOBALS]);
  return evaluate;
}
