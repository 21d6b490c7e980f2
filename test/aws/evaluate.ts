import type { Evaluation, Json } from "appsync-local";
import { type Ask, seenHere, seenOnAws } from "appsync-local/evaluate-code";
import { createSandbox, type Step } from "appsync-local/testing";
import { sameButForChance } from "./same.ts";

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
