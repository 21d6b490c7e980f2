import type { ExtensionCall, Json, RaisedError } from "../../contracts.ts";

/** The host's functions for the prelude. They take and give only primitives, so that no host object enters the realm. */
export interface Host {
  /** Milliseconds since the epoch. */
  now(): number;
  /** `count` bytes of the operating system's randomness, in hexadecimal. */
  randomHex(count: number): string;
}

/** The effects of one run of a handler besides its value. Handlers are synchronous, so only one runs at a time. */
export interface Invocation {
  authType: string;
  appended: RaisedError[];
  headers: [name: string, value: string][];
  logs: string[];
  extensions: ExtensionCall[];
}

/** Thrown to end a handler. Bundles cannot catch, so it always reaches the evaluator. */
export type Signal =
  | { signal: "error"; error: RaisedError }
  | { signal: "unauthorized" }
  | { signal: "earlyReturn"; value: Json; skipTo: "NEXT" | "END" };
