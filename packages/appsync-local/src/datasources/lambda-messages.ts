/** What a function's worker (lambda-worker.ts) and the inside of it (lambda-instance.js) tell each other. */

/** What an instance is started with. */
export interface InstanceData {
  codePath: string;
  /** Null: the file's own folder, and Node's rules for what is CommonJS. */
  taskRoot: string | null;
  handlerName: string;
  functionName: string;
  memoryMegabytes: number;
}

/** One event for an instance, as JSON text. */
export interface Delivery {
  event: string;
  requestId: string;
  /** Milliseconds since the epoch. */
  deadline: number;
  /** The time that the function's `Date` tells for this event, in milliseconds since the epoch. Left out: the system's. */
  now?: number;
}

/** What an instance answers: whether the bundle could be loaded, then for each event its result as JSON text, or an error. */
export type Report = { ready: true } | { unusable: FunctionError } | { payload: string } | FunctionError;

/** An error of a function, as Lambda describes it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
}
