import type { Json, Outcome } from "../contracts.ts";

/** The input of AppSync's `EvaluateCode`. */
export interface Question {
  code: string;
  /** `ctx` as JSON text. */
  context: string;
  function: "request" | "response";
}

/** The output of `EvaluateCode`: strings of JSON, and the error that the handler raised or that refuses the code. */
export interface EvaluateCodeAnswer {
  evaluationResult?: string | null;
  stash?: string | null;
  outErrors?: string | null;
  error?: { message?: string; codeErrors?: { value?: string }[] | null } | null;
}

export type Ask = (question: Question) => Promise<EvaluateCodeAnswer>;

/** What can be seen of an evaluation, on AWS and here. */
export interface Seen {
  value: Json;
  stash: Json;
  /** The message of the error that the handler raised. */
  raised: string | null;
}

/** What an outcome of this runtime's looks like from outside. */
export function seenHere(outcome: Outcome): Seen {
  const { stash } = outcome;
  if (outcome.kind === "error") return { value: null, stash, raised: outcome.error.message };
  if (outcome.kind === "unauthorized") return { value: null, stash, raised: "Unauthorized" };
  if (outcome.kind === "fault") return { value: null, stash, raised: outcome.detail };
  return { value: outcome.value, stash, raised: null };
}

/** Reads AWS's answer. An error ends the evaluation, and then AWS gives no value. */
export function seenOnAws({ evaluationResult, stash, error }: EvaluateCodeAnswer): Seen {
  const raised = error ? (error.message ?? "") : null;
  return { value: raised === null ? parsed(evaluationResult) : null, stash: parsed(stash) ?? {}, raised };
}

/** Whether AWS refused the code, rather than ran it. */
export const isRefusal = ({ error }: EvaluateCodeAnswer): boolean => (error?.codeErrors?.length ?? 0) > 0;

const parsed = (text: string | null | undefined): Json => (text ? JSON.parse(text) : null);
