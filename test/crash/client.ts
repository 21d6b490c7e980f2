import type { Outputs } from "../../local/service/index.ts";
import { type Answer, backendOf, CANCEL, REQUEST, VERIFY } from "../service/support.ts";

/** A token in the answer of requestOtp. */
export interface Token {
  id: string;
  status: "SENDING" | "SENT";
  codeLength: number;
  attemptsRemaining: number;
  sendsRemaining: number;
  expiresAt: string;
  resendAfter: string;
}

/** The part of a token that the slot decides. */
export const slotPartOf = ({ id, status, codeLength, attemptsRemaining, sendsRemaining }: Token) => ({
  id,
  status,
  codeLength,
  attemptsRemaining,
  sendsRemaining,
});

export interface Judgement {
  status: "VERIFIED" | "WRONG_CODE" | "EXPIRED" | "ATTEMPTS_EXHAUSTED";
  attemptsRemaining: number;
  data: string | null;
  /** What makes the client a known device, if it was to be remembered. */
  deviceToken?: string | null;
}

const REMEMBER = VERIFY.replace("{ status", "{ deviceToken status");

export const outcomeOf = ({ status, attemptsRemaining }: Judgement) => ({ status, attemptsRemaining });

/**
 * A backend whose service may be killed. A call without an answer gives null when the kill was announced, and throws an Error
 * before that.
 */
export interface Client {
  ask(input: {
    subject: string;
    destination: string;
    variant: number;
    key: string;
    deviceToken: string | null;
  }): Promise<Token | null>;
  /** @param remember whether a success is to make the client a known device */
  verify(
    input: { subject: string; id: string; code: string; idempotencyKey?: string },
    remember?: boolean,
  ): Promise<Judgement | null>;
  cancel(input: { subject: string; id: string }): Promise<Token | null>;
  /** Announces the kill: from now on calls may stay without an answer. */
  expectTheEnd(): void;
}

export const dataOf = (variant: number) => JSON.stringify({ variant });

export function clientOf(outputs: Outputs): Client {
  const call = backendOf(outputs);
  let ending = false;

  async function payload(field: string, query: string, input: object) {
    const answer: Answer | Error = await call(query, { input }).catch((error) => error);
    if (answer instanceof Error) {
      if (ending) return null;
      throw new Error(`${field} was not answered: ${answer.cause ?? answer.message}`);
    }
    const [error] = answer.errors ?? [];
    if (!error && answer.data?.[field]) return answer.data[field];
    // A service without its engine cannot know whether a call was done, and says so by this type of error.
    if (ending && error?.errorType === "InternalError") return null;
    throw new Error(`${field} was answered ${JSON.stringify(answer.errors ?? answer)}`);
  }

  return {
    ask: async ({ subject, destination, variant, key, deviceToken }) => {
      const base = { channel: "EMAIL", subject, destination, deviceToken };
      const input = { ...base, data: dataOf(variant), idempotencyKey: key };
      return (await payload("requestOtp", REQUEST, input))?.token ?? null;
    },
    verify: (input, remember = false) => payload("verifyOtp", remember ? REMEMBER : VERIFY, input),
    cancel: async (input) => (await payload("cancelOtp", CANCEL, input))?.token ?? null,
    expectTheEnd() {
      ending = true;
    },
  };
}
