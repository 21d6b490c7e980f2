import { alphabetOf } from "../../contract/codes.ts";
import type { SendRequest } from "../../contract/send-request.ts";
import { mayHaveFixedCode } from "../../contract/test-mode.ts";
import type { TestMode } from "../../settings/schema.ts";
import { endOfTestDay } from "../../settings/test-days.ts";
import { deliversTests } from "../environment.ts";

/**
 * Gives the fixed code of a request in test mode. The step has asked for it, and this asks everything once more: the function alone has codes, and
 * gives none away for a destination, a purpose, a form or a time of which it does not know itself that it may.
 *
 * @returns null for any other request, whose code is derived
 */
export function testCodeOf(request: SendRequest, { destinations }: TestMode): string | null {
  if (!request.test || !mayHaveFixedCode(request)) return null;
  const named = destinations.find(({ destination }) => destination === request.destination);
  if (named === undefined || request.expiresAt > endOfTestDay(named.expires)) return null;
  const { code } = named;
  return code.length === request.codeLength && alphabetOf(code) === request.alphabet ? code : null;
}

/** Whether a message with a fixed code is delivered: to the inbox of this machine, and at no stage, where it would cost and reach nobody. */
export const isDelivered = (testCode: string | null): boolean => testCode === null || deliversTests();
