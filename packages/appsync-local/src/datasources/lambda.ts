import { randomUUID } from "node:crypto";
import type { Json } from "../contracts.ts";
import type { LambdaFunction } from "../description.ts";
import type { FunctionError } from "./lambda-messages.ts";
import { type Instance, startInstance } from "./lambda-worker.ts";

/** The outcome of an event: the function's answer, or its error as Lambda describes it (`Sandbox.Timedout` after too long). */
export type LambdaAnswer = { payload: Json } | FunctionError;

export interface Lambda {
  /**
   * Never rejects. An `Event` answers null at once and runs on; its error goes to the log, it is not tried again.
   *
   * @param event anything that is JSON
   * @param options `signal` ends the waiting, not the function
   */
  invoke(
    event: unknown,
    options?: { signal?: AbortSignal; invocationType?: "RequestResponse" | "Event" },
  ): Promise<LambdaAnswer>;
  /** Ends every instance, whatever it is doing. */
  close(): Promise<void>;
}

const DEFAULT_CONCURRENCY = 2;
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/**
 * Makes a function that runs as Lambda runs it. Instances start when events need them, up to the function's concurrency;
 * further events wait their turn.
 *
 * @param options `name`: what the function calls itself; `onLog`: gets each line that it writes; `clock`: gives the time that the
 *   function's `Date` tells, which stands still during an event. Default: the system's
 */
export function createLambda(
  fn: LambdaFunction,
  {
    name,
    onLog = () => {},
    clock,
  }: { name: string; onLog?: (line: string) => void; clock?: (() => number) | undefined },
): Lambda {
  const { concurrency = DEFAULT_CONCURRENCY } = fn;
  const instances = new Set<Instance>();
  const idle: Instance[] = [];
  const waiting: ((instance: Instance | null) => void)[] = [];
  let closed = false;

  function start(): Instance {
    const instance = startInstance(fn, name, onLog);
    instances.add(instance);
    return instance;
  }

  /** An instance for one event; null when the caller stops waiting for it, or the function is closed. */
  function acquire(signal?: AbortSignal): Instance | Promise<Instance | null> | null {
    if (closed || signal?.aborted) return null;
    for (let instance = idle.pop(); instance; instance = idle.pop()) {
      if (instance.alive) return instance;
      instances.delete(instance);
    }
    if (instances.size < concurrency) return start();
    return new Promise((resolve) => {
      waiting.push(resolve);
      signal?.addEventListener("abort", () => leave(resolve), { once: true });
    });
  }

  function leave(waiter: (instance: Instance | null) => void): void {
    const index = waiting.indexOf(waiter);
    if (index >= 0) waiting.splice(index, 1);
    waiter(null);
  }

  function release(instance: Instance): void {
    if (!instance.alive) instances.delete(instance);
    const next = waiting.shift();
    if (next) next(instance.alive ? instance : start());
    else if (instance.alive) idle.push(instance);
  }

  async function run(event: string, signal?: AbortSignal): Promise<LambdaAnswer> {
    const instance = await acquire(signal);
    if (!instance) return closed ? CLOSED : GIVEN_UP;
    const ended = instance.run(event, randomUUID(), clock?.()).then((answer) => {
      release(instance);
      return read(answer);
    });
    return signal ? Promise.race([ended, aborted(signal)]) : ended;
  }

  return {
    async invoke(event, { signal, invocationType } = {}) {
      const text = JSON.stringify(event) ?? "null";
      if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) return TOO_LARGE;
      if (invocationType !== "Event") return run(text, signal);
      void run(text).then((answer) => {
        if ("errorType" in answer) onLog(`${name}: ${answer.errorType}: ${answer.errorMessage}`);
      });
      return { payload: null };
    },
    async close() {
      closed = true;
      for (const waiter of waiting.splice(0)) waiter(null);
      await Promise.all([...instances].map((instance) => instance.stop()));
    },
  };
}

const CLOSED: FunctionError = { errorType: "ResourceNotReadyException", errorMessage: "The function has been closed" };
const GIVEN_UP: FunctionError = { errorType: "ClientTimeout", errorMessage: "The caller stopped waiting" };
const TOO_LARGE: FunctionError = {
  errorType: "RequestTooLargeException",
  errorMessage: `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes for the InvokeFunction operation`,
};
const ANSWER_TOO_LARGE: FunctionError = {
  errorType: "Function.ResponseSizeTooLarge",
  errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES + 100} bytes).`,
};

/** A bundle that is a worker's, and posts to its parent by itself. */
const NOT_JSON: FunctionError = { errorType: "Runtime.MarshalError", errorMessage: "Unable to parse response body" };

function read(answer: { payload: string } | FunctionError): LambdaAnswer {
  if ("errorType" in answer) return answer;
  if (Buffer.byteLength(answer.payload) > MAX_PAYLOAD_BYTES + 100) return ANSWER_TOO_LARGE;
  try {
    return { payload: JSON.parse(answer.payload) };
  } catch {
    return NOT_JSON;
  }
}

const aborted = (signal: AbortSignal): Promise<LambdaAnswer> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(GIVEN_UP), { once: true }));
