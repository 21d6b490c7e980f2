import { ConflictError, errorOf, HttpError, NetworkError } from "./errors.ts";
import { OPERATIONS } from "./generated/operations.ts";
import { type Connection, send } from "./send.ts";

/** How calls are repeated that failed without the caller's doing. */
export interface Retries {
  /** How often a call is tried at most. */
  attempts: number;
  /** Milliseconds to wait after this attempt, the first of which is 1. */
  delay: (attempt: number) => number;
}

/** One call of an operation. */
export interface Call {
  operation: keyof typeof OPERATIONS;
  variables: object;
  /** Whether another call is harmless even if the first had its effect: a query is, and a mutation with an idempotency key. */
  repeatable: boolean;
  signal: AbortSignal | undefined;
  /** Fields of the payload to select beside those that cost nothing. */
  select?: readonly string[];
  /** Fields to select likewise, that may fail without the call: they are null then. */
  wish?: readonly string[];
}

/**
 * Calls an operation, again after what passes by itself: other calls that were faster, AppSync's throttling, once a signature that was not
 * judged and, where that is safe, the network's and AppSync's failures.
 *
 * @returns the payload
 * @throws OtpError, or the reason of the signal once it is aborted
 */
export async function call(connection: Connection, retries: Retries, made: Call): Promise<unknown> {
  const body = bodyOf(made);
  let may401 = connection.caller.triesAgainAfter401 === true;
  for (let attempt = 1; ; attempt++) {
    made.signal?.throwIfAborted();
    const outcome = await send(connection, body, made.signal).then(
      (answer) => outcomeOf(answer, made),
      (error) => ({ error, payload: null }),
    );
    if (!("error" in outcome)) return outcome.payload;
    // Nothing was done yet, so that every call may be made again.
    const was401 = outcome.error instanceof HttpError && outcome.error.status === 401;
    const worthIt = was401 ? may401 : passes(outcome.error, made.repeatable);
    if (attempt >= retries.attempts || !worthIt) {
      if (outcome.payload !== null) return outcome.payload;
      throw outcome.error;
    }
    if (was401) may401 = false;
    await pause(retries.delay(attempt), made.signal);
  }
}

function bodyOf({ operation, variables, select = [], wish = [] }: Call): string {
  const [before, after] = OPERATIONS[operation];
  const query = [before, ...new Set([...select, ...wish])].join(" ") + after;
  return JSON.stringify({ query, variables, operationName: operation });
}

/** What came of an attempt: a payload, an error, or both where nothing but a wish has failed. */
type Outcome = { payload: unknown } | { error: unknown; payload: unknown };

function outcomeOf(
  { data, errors = [] }: Awaited<ReturnType<typeof send>>,
  { operation, select, wish }: Call,
): Outcome {
  const payload = data?.[operation] ?? null;
  const [first = payload === null ? { message: `${operation} answered nothing` } : undefined] = errors;
  if (!first) return { payload };
  const asked = errors.find(({ path }) => {
    const field = `${path?.[1]}`;
    return select?.includes(field) || !wish?.includes(field);
  });
  const error = errorOf(asked ?? first, payload);
  return { error, payload: asked ? null : payload };
}

/** Whether the same call may succeed a moment later, and is safe to make. */
function passes(error: unknown, repeatable: boolean): boolean {
  if (error instanceof ConflictError) return true;
  if (error instanceof HttpError) return error.status === 429 || (repeatable && error.status >= 500);
  return repeatable && error instanceof NetworkError;
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      if (signal?.aborted) reject(signal.reason);
      else resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
  });
}
