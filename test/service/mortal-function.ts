import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DataSource } from "appsync-local";

/** How the next run of the send function ends. The run after it works again. */
export interface Fate {
  /** Before it has done anything, or after the message went out. */
  when: "before" | "after";
  how: "exits" | "throws" | "runs out of memory" | "hangs" | "answers";
  /** The answer in place of its own. */
  answer?: unknown;
}

/** The function's time limit, shorter than Lambda's ten seconds, so that tests need not wait. */
const LIMIT_SECONDS = 1.5;

let tell: (told: Fate | { remaining: number }) => void = () => {
  throw new Error("no function was made mortal");
};
export const meet = (fate: Fate) => tell(fate);
/** Sets the milliseconds that the function's next run has left. */
export const hurry = (remaining: number) => tell({ remaining });

/** The function's data source, wrapped in one that lets the function die. */
export function mortal(source: DataSource): DataSource {
  if (source.type !== "AWS_LAMBDA") throw new Error(`a data source of type ${source.type} cannot die`);
  const folder = dirname(source.function.codePath);
  const codePath = join(folder, "mortal.cjs");
  const fatePath = join(folder, "fate.json");
  writeFileSync(codePath, codeOf(source.function.codePath, fatePath));
  tell = (told) => writeFileSync(fatePath, JSON.stringify(told));
  return { ...source, function: { ...source.function, codePath, timeoutSeconds: LIMIT_SECONDS } };
}

const codeOf = (codePath: string, fatePath: string) => `
const { handler } = require(${JSON.stringify(codePath)});
const { readFileSync, rmSync } = require("node:fs");

function fate() {
  try {
    const told = JSON.parse(readFileSync(${JSON.stringify(fatePath)}));
    rmSync(${JSON.stringify(fatePath)});
    return told;
  } catch {
    return {};
  }
}

const ends = {
  exits: () => process.exit(1),
  throws() {
    throw new Error("canary of the inside");
  },
  "runs out of memory"() {
    for (const kept = []; ; ) kept.push(new Array(1e6).fill({}));
  },
  hangs: () => new Promise(() => {}),
  answers: ({ answer }) => answer,
};

exports.handler = async (request, context) => {
  const { when, how, remaining, ...rest } = fate();
  if (when === "before") return ends[how](rest);
  const outcome = await handler(request, remaining ? { getRemainingTimeInMillis: () => remaining } : context);
  return when === "after" ? ends[how](rest) : outcome;
};
`;
