import { randomUUID } from "node:crypto";
import { WireError } from "./error.ts";
import type { WireFaults } from "./faults.ts";
import type { WireAnswer, WireHandler, WireRequest } from "./server.ts";

/** The request behind an operation's input. */
export interface WireCall {
  operation: string;
  requestId: string;
  headers: WireRequest["headers"];
}

/** Answers an operation's input. Only a WireError that it throws reaches the caller; any other error is answered as a failure. */
export type Operation<Input> = (input: Input, call: WireCall) => object | undefined | Promise<object | undefined>;

export interface ProtocolOptions {
  faults?: WireFaults;
  /** Gets the failure when an operation failed unexpectedly. Default: `console.error`. */
  onLog?: (text: string) => void;
}

/** The parts in which one protocol differs from another. */
export interface Dialect<Input> {
  /** @throws WireError when the request is malformed or names no operation */
  read(request: WireRequest): { name: string; operation: Operation<Input>; input: Input };
  answer(name: string, output: object | undefined, requestId: string): WireAnswer;
  refuse(error: WireError, requestId: string): WireAnswer;
}

export function speak<Input>(dialect: Dialect<Input>, { faults, onLog = console.error }: ProtocolOptions): WireHandler {
  return async (request) => {
    const requestId = randomUUID();
    try {
      const { name, operation, input } = dialect.read(request);
      const fate = faults?.active.length ? await faults.befall(name) : "answered";
      if (fate === "dropped") return null;
      const output = await operation(input, { operation: name, requestId, headers: request.headers });
      return fate === "lost" ? null : dialect.answer(name, output, requestId);
    } catch (error) {
      if (error instanceof WireError) return dialect.refuse(error, requestId);
      onLog(`${requestId}: ${error instanceof Error ? error.stack : error}`);
      const internalFailure = new WireError("InternalFailure", "An internal error has occurred.", 500);
      return dialect.refuse(internalFailure, requestId);
    }
  };
}

const CREDENTIAL = /^AWS4-HMAC-SHA256 (?:.*[ ,])?Credential=([^/, ]+)\//;

/** The access key that a request's header names; null without one. The signature itself is not verified. */
export function accessKeyIdOf(headers: WireRequest["headers"]): string | null {
  return CREDENTIAL.exec(headers.authorization ?? "")?.[1] ?? null;
}
