import type { Json, Outcome } from "../../contracts.ts";
import type { Invocation, Signal } from "./invocation.ts";

/** AppSync's bound on the iterations of one loop, and on the calls that one array method makes of its callback. */
const MAX_ITERATIONS = 1_000;
/** A bound of this runtime on iterations and calls in all, so that loops in loops cannot hang the server. */
const MAX_WORK = 5_000_000;

type Handler = (ctx: Record<string, unknown>) => unknown;
/** An instrumented bundle: each run makes its module scope anew, so nothing outlives the evaluation. */
export type Factory = (
  modules: object,
  console: object,
  tick: (count: number) => number,
  each: (callback: unknown) => unknown,
  enter: () => void,
  cover: (point: number) => void,
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
  let work = 0;
  let covered: { [point: number]: number } | undefined;
  const cover = (point: number) => {
    covered ??= {};
    covered[point] = (covered[point] ?? 0) + 1;
  };
  const enter = () => {
    work += 1;
    if (work > MAX_WORK) throw RealmRangeError(`more than ${MAX_WORK} loop iterations and function calls`);
  };
  /** Counts one more iteration of a loop that had `count`. */
  const tick = (count: number) => {
    enter();
    if (count >= MAX_ITERATIONS) throw tooMany("a loop");
    return count + 1;
  };
  /** Counts the calls of a callback. What is no function is left to the method to refuse. */
  const each = (callback: unknown) => {
    if (typeof callback !== "function") return callback;
    let count = 0;
    return (...args: unknown[]) => {
      if (count >= MAX_ITERATIONS) throw tooMany("an array method");
      count += 1;
      return callback(...args);
    };
  };

  return function evaluate(factory: Factory, handler: "request" | "response", contextJson: string): string {
    const { authType, ...ctx } = parse(contextJson);
    const invocation: Invocation = { authType, appended: [], headers: [], logs: [], extensions: [] };
    const { stash } = ctx;
    work = 0;
    covered = undefined;
    begin(invocation);
    const { authType: _, ...trail } = invocation;
    let end: object;
    try {
      defineContext(ctx, stash);
      const { [handler]: handle } = factory(modules, console, tick, each, enter, cover);
      end = { kind: "value", value: handle(ctx) ?? null };
    } catch (thrown) {
      end = ending(thrown);
    }
    try {
      return stringify({ ...end, stash, ...trail, covered });
    } catch (thrown) {
      return stringify({ ...ending(thrown), stash: {}, appended: [], headers: [], logs: [], extensions: [] });
    }
  };
}

/** AppSync would go on with what the first 1,000 gave, which nobody notices. */
const tooMany = (what: string) =>
  RealmRangeError(
    `${what} ran more than ${MAX_ITERATIONS} times: AppSync ends it silently after ${MAX_ITERATIONS} and goes on`,
  );

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
