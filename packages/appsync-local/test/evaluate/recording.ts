import { createHash } from "node:crypto";
import { type Ask, isRefusal, type Question, type Seen, seenHere, seenOnAws } from "../../src/evaluate-code/index.ts";
import { checkTypesOnce } from "../../src/language/checked-types.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import type { Case } from "./corpus.ts";

/** What AppSync answered to one case: that it refused the code, or what was seen of the run. */
export interface Recorded {
  name: string;
  /** Of the question: an answer to another question counts for nothing. */
  hash: string;
  seen: Seen | "refused";
}

/** A recording as a file holds it. */
export interface Recording {
  /** Where the answers come from. */
  source: string;
  answers: Recorded[];
}

export interface Difference {
  name: string;
  aws: Recorded["seen"];
  local: Recorded["seen"];
}

const hashOf = ({ code, context, function: handler }: Question) =>
  createHash("sha256")
    .update(JSON.stringify([code, context, handler]))
    .digest("hex")
    .slice(0, 16);

/** Asks each case. @param onDone called after each answer, with the number of answers so far */
export async function record(
  cases: readonly Case[],
  ask: Ask,
  onDone: (done: number) => void = () => {},
): Promise<Recorded[]> {
  const answers: Recorded[] = [];
  for (const { name, ...question } of cases) {
    const answer = await ask(question);
    const seen = isRefusal(answer) ? "refused" : seenOnAws(answer);
    answers.push({ name, hash: hashOf(question), seen });
    onDone(answers.length);
  }
  return answers;
}

/** Runs the cases here, and compares what is recorded of them. @returns the differences, and the names of cases that are not recorded */
export function replay(
  cases: readonly Case[],
  recordings: readonly Recording[],
): { differences: Difference[]; missing: string[] } {
  const known = new Map(recordings.flatMap(({ answers }) => answers.map(({ hash, seen }) => [hash, seen] as const)));
  const recorded = cases.filter((each) => known.has(hashOf(each)));
  const here = runHere(recorded);
  const differences = recorded.flatMap((each): Difference[] => {
    const [aws, local] = [known.get(hashOf(each)), here.get(each.code)] as [Recorded["seen"], Recorded["seen"]];
    return isSame(aws, local) ? [] : [{ name: each.name, aws, local }];
  });
  return { differences, missing: cases.filter((each) => !recorded.includes(each)).map(({ name }) => name) };
}

const EMPTY = { arguments: {}, stash: {}, prev: { result: null }, authType: "API Key Authorization" };

/** Runs cases in this runtime, after the checks that AppSync makes when code is uploaded. @returns what was seen, by the code */
export function runHere(cases: readonly Case[]): Map<string, Recorded["seen"]> {
  const findings = checkTypesOnce(new Map(cases.map(({ code }) => [code, code])));
  const illTyped = new Set(findings.map(({ bundle }) => bundle));
  const sandbox = createSandbox(Date.now);
  const run = ({ name, code, context, function: handler }: Case): Recorded["seen"] => {
    if (illTyped.has(code)) return "refused";
    try {
      const step = sandbox.load(name, code);
      return seenHere(step.run(handler, JSON.stringify({ ...EMPTY, ...JSON.parse(context) })));
    } catch (error) {
      if (String(error).includes("cannot run in APPSYNC_JS")) return "refused";
      throw error;
    }
  };
  return new Map(cases.map((each) => [each.code, run(each)]));
}

function isSame(aws: Recorded["seen"], local: Recorded["seen"]): boolean {
  if (aws === "refused" || local === "refused") return aws === local;
  // What fails by itself is worded differently here, for developers; that it fails is what counts.
  const raised =
    (aws.raised === null) === (local.raised === null) && (isOwnError(aws.raised) || aws.raised === local.raised);
  return raised && sorted([aws.value, aws.stash]) === sorted([local.value, local.stash]);
}

/** AppSync puts the location before the message of an error that no handler raised. */
const isOwnError = (raised: string | null) => raised !== null && /^code\.js:\d+:\d+: /.test(raised);

/** JSON whose objects' keys are in order: AppSync's are in any. Expressions are JSON in a string. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner === "string" && inner.startsWith('{"')) return sorted(JSON.parse(inner));
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
