import type { Json, RaisedError } from "../../contracts.ts";

/** What the host lends the prelude. Functions take and give primitives only, so that no host object enters the realm. */
export interface Host {
  /** Milliseconds since the epoch. */
  now(): number;
  /** `count` bytes of the operating system's randomness, in hexadecimal. */
  randomHex(count: number): string;
}

/** What one run of a handler leaves behind beside its value. There is one at a time: handlers are synchronous. */
export interface Invocation {
  authType: string;
  appended: RaisedError[];
  headers: [name: string, value: string][];
  logs: string[];
}

/** Thrown to end a handler. Bundles cannot catch, so it always reaches the evaluator. */
export type Signal =
  | { signal: "error"; error: RaisedError }
  | { signal: "unauthorized" }
  | { signal: "earlyReturn"; value: Json; skipTo: "NEXT" | "END" };
