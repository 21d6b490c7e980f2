import { createInterface } from "node:readline/promises";
import { DeployProblem } from "./problem.ts";

export interface Terminal {
  print(text: string): void;
  /** Whether a person is there to answer. */
  interactive: boolean;
  ask(question: string): Promise<string>;
}

export const terminal: Terminal = {
  print: (text) => console.log(text),
  interactive: Boolean(process.stdin.isTTY && process.stdout.isTTY),
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return (await lines.question(question)).trim();
    } finally {
      lines.close();
    }
  },
};

/** @throws DeployProblem if a command asks questions and nobody is there to answer them */
export function assertAnswers({ interactive }: Terminal, yes: boolean, command: string): void {
  if (interactive || yes) return;
  throw new DeployProblem(
    `${command} asks questions, and there is no terminal to answer them in. Add --yes to answer all with yes.`,
  );
}
