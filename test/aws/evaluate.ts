import type { Evaluation, Json } from "appsync-local";
import type { Outcome, Step } from "appsync-local/testing";
import { createSandbox } from "appsync-local/testing";
import { sameButForChance } from "./same.ts";

/** The input of AppSync's `EvaluateCode`. */
export interface Question {
  code: string;
  context: string;
  function: "request" | "response";
}

/** The output of `EvaluateCode`: strings of JSON, and the error that the handler raised. */
export interface EvaluateCodeAnswer {
  evaluationResult?: string | null;
  stash?: string | null;
  outErrors?: string | null;
  error?: { message?: string } | null;
}

export type Ask = (question: Question) => Promise<EvaluateCodeAnswer>;

/** A handler that AppSync evaluates differently from the local runtime. */
export interface Difference {
  step: string;
  handler: string;
  what: string;
  aws: Json;
  local: Json;
}

/** The number of comparisons. When a second ends between the two evaluations a result may differ; a true difference stays. */
const TRIES = 3;

/**
 * Runs each evaluation on AppSync and at the same moment here, and compares the handler's result or error, and the stash.
 *
 * @param onDone called after each evaluation, with the number done so far
 */
export async function compareEvaluations(
  evaluations: Evaluation[],
  ask: Ask,
  onDone: (done: number) => void = () => {},
): Promise<Difference[]> {
  const steps = stepsOf(evaluations);
  const differences: Difference[] = [];
  for (const [index, evaluation] of evaluations.entries()) {
    let found = await compare(evaluation, steps.get(evaluation.code) as Step, ask);
    for (let tries = 1; found.length > 0 && tries < TRIES; tries++) {
      found = await compare(evaluation, steps.get(evaluation.code) as Step, ask);
    }
    differences.push(...found);
    onDone(index + 1);
  }
  return differences;
}

async function compare({ name, code, handler, contextJson }: Evaluation, step: Step, ask: Ask): Promise<Difference[]> {
  const { authType: _, ...context } = JSON.parse(contextJson);
  const aws = seenOnAws(await ask({ code, context: JSON.stringify(context), function: handler }));
  const local = seenHere(step.run(handler, contextJson));
  return (["raised", "value", "stash"] as const)
    .filter((what) => !sameButForChance(aws[what], local[what]))
    .map((what) => ({ step: name, handler, what, aws: aws[what], local: local[what] }));
}

/** Compiles each bundle for the local runtime. @returns the steps by their source text */
export function stepsOf(evaluations: Pick<Evaluation, "name" | "code">[]): Map<string, Step> {
  const sandbox = createSandbox(Date.now);
  const names = new Map(evaluations.map(({ name, code }) => [code, name]));
  return new Map([...names].map(([code, name]) => [code, sandbox.load(name, code)]));
}

interface Seen {
  value: Json;
  stash: Json;
  /** The message of the error that the handler raised. */
  raised: string | null;
}

function seenHere(outcome: Outcome): Seen {
  const { stash } = outcome;
  if (outcome.kind === "error") return { value: null, stash, raised: outcome.error.message };
  if (outcome.kind === "unauthorized") return { value: null, stash, raised: "Unauthorized" };
  if (outcome.kind === "fault") return { value: null, stash, raised: outcome.detail };
  return { value: outcome.value, stash, raised: null };
}

/** Reads AWS's answer. An error ends the evaluation, and then AWS gives no value. */
function seenOnAws({ evaluationResult, stash, error }: EvaluateCodeAnswer): Seen {
  const raised = error?.message ?? null;
  return { value: raised === null ? parsed(evaluationResult) : null, stash: parsed(stash) ?? {}, raised };
}

const parsed = (text: string | null | undefined): Json => (text ? JSON.parse(text) : null);

/** Keeps one evaluation for each handler of each step and each kind of outcome, and drops those that differ only in their data. */
export function distinct(evaluations: Evaluation[]): Evaluation[] {
  const kinds = new Map<string, Evaluation>();
  for (const evaluation of evaluations) {
    const { name, handler, outcome } = evaluation;
    const shape =
      outcome.kind === "value" ? shapeOf(outcome.value) : outcome.kind === "error" ? outcome.error.message : "";
    const kind = [name, handler, outcome.kind, shape].join(" ");
    if (!kinds.has(kind)) kinds.set(kind, evaluation);
  }
  return [...kinds.values()];
}

const shapeOf = (value: Json): string =>
  typeof value === "object" && value !== null ? Object.keys(value).sort().join() : typeof value;
