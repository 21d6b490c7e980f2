import type { Json, Outcome } from "../../contracts.ts";
import type { Invocation, Signal } from "./invocation.ts";

/** AppSync's bound on loop iterations in one evaluation of a handler. */
const MAX_ITERATIONS = 1_000;
/** A bound of this runtime on calls of a bundle's functions, so that nested callbacks cannot hang the server. */
const MAX_CALLS = 100_000;

type Handler = (ctx: Record<string, unknown>) => unknown;
/** An instrumented bundle: each run makes its module scope anew, so nothing outlives the evaluation. */
export type Factory = (
  modules: object,
  console: object,
  tick: () => void,
  enter: () => void,
) => Record<"request" | "response", Handler>;

/** Captured before the realm loses them. The realm's own `JSON.parse` is changed to answer "" to bad JSON. */
const { parse, stringify } = JSON;
const { defineProperty } = Object;
const RealmError = Error;
const RealmRangeError = RangeError;

/**
 * Makes the one function through which the host runs handlers.
 *
 * @param modules what bundles may import, by module name
 * @param begin makes `invocation` the one that `util` writes to
 * @returns (factory, handler, ctx as JSON text) to an Outcome as JSON text
 */
export function createEvaluator(modules: object, console: object, begin: (invocation: Invocation) => void) {
  let iterations = 0;
  let calls = 0;
  const tick = () => {
    iterations += 1;
    if (iterations > MAX_ITERATIONS) throw RealmRangeError(`more than ${MAX_ITERATIONS} loop iterations`);
  };
  const enter = () => {
    calls += 1;
    if (calls > MAX_CALLS) throw RealmRangeError(`more than ${MAX_CALLS} function calls`);
  };

  return function evaluate(factory: Factory, handler: "request" | "response", contextJson: string): string {
    const { authType, ...ctx } = parse(contextJson);
    const invocation: Invocation = { authType, appended: [], headers: [], logs: [], extensions: [] };
    const { stash } = ctx;
    iterations = 0;
    calls = 0;
    begin(invocation);
    const { authType: _, ...trail } = invocation;
    let end: object;
    try {
      defineContext(ctx, stash);
      const { [handler]: handle } = factory(modules, console, tick, enter);
      end = { kind: "value", value: handle(ctx) ?? null };
    } catch (thrown) {
      end = ending(thrown);
    }
    try {
      return stringify({ ...end, stash, ...trail });
    } catch (thrown) {
      return stringify({ ...ending(thrown), stash: {}, appended: [], headers: [], logs: [], extensions: [] });
    }
  };
}

/** `args` is `arguments`; the stash may be filled but not replaced. */
function defineContext(ctx: Record<string, unknown>, stash: unknown): void {
  ctx.args = ctx.arguments;
  defineProperty(ctx, "stash", { value: stash, writable: false, configurable: false });
}

function ending(thrown: unknown): Partial<Outcome> & { value?: Json } {
  if (thrown instanceof RealmError) return { kind: "fault", detail: `${thrown.stack ?? thrown}` };
  const signal = (thrown ?? {}) as Signal;
  if (signal.signal === "unauthorized") return { kind: "unauthorized" };
  if (signal.signal === "error") return { kind: "error", error: signal.error };
  if (signal.signal === "earlyReturn")
    return { kind: "earlyReturn", value: signal.value ?? null, skipTo: signal.skipTo };
  return { kind: "fault", detail: "the runtime failed" };
}
