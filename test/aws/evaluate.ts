import type { Evaluation, Json } from "appsync-local";
import type { Outcome, Step } from "appsync-local/testing";
import { createSandbox } from "appsync-local/testing";
import { sameButForChance } from "./same.ts";

/** What AppSync's `EvaluateCode` is asked. */
export interface Question {
  code: string;
  context: string;
  function: "request" | "response";
}

/** What it answers: texts of JSON, and what the handler raised. */
export interface EvaluateCodeAnswer {
  evaluationResult?: string | null;
  stash?: string | null;
  outErrors?: string | null;
  error?: { message?: string } | null;
}

export type Ask = (question: Question) => Promise<EvaluateCodeAnswer>;

/** A handler that AppSync evaluates otherwise than the local runtime does. */
export interface Difference {
  step: string;
  handler: string;
  what: string;
  aws: Json;
  local: Json;
}

/** Between the two a second may end, and with it a wait be shorter by one: what is otherwise stays so. */
const TRIES = 3;

/**
 * Asks AppSync for each evaluation, runs it here at the same moment, and compares: what the handler gave or raised, and the stash.
 *
 * @param told of each evaluation as it is done
 */
export async function compareEvaluations(
  evaluations: Evaluation[],
  ask: Ask,
  told: (done: number) => void = () => {},
): Promise<Difference[]> {
  const steps = stepsOf(evaluations);
  const differences: Difference[] = [];
  for (const [index, evaluation] of evaluations.entries()) {
    let found = await compare(evaluation, steps.get(evaluation.code) as Step, ask);
    for (let tries = 1; found.length > 0 && tries < TRIES; tries++) {
      found = await compare(evaluation, steps.get(evaluation.code) as Step, ask);
    }
    differences.push(...found);
    told(index + 1);
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

/** Each bundle as this machine runs it, by its text. */
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

/** What was raised ends the evaluation: AWS gives no value then. */
function seenOnAws({ evaluationResult, stash, error }: EvaluateCodeAnswer): Seen {
  const raised = error?.message ?? null;
  return { value: raised === null ? parsed(evaluationResult) : null, stash: parsed(stash) ?? {}, raised };
}

const parsed = (text: string | null | undefined): Json => (text ? JSON.parse(text) : null);

/** One evaluation for each handler of each step and each kind of outcome: what differs in its data only is not asked again. */
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
