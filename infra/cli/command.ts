import type { Deployment } from "../stage.ts";
import type { TxtRecords } from "./checks/index.ts";
import type { RunCdk } from "./run-cdk.ts";
import type { Terminal } from "./terminal.ts";

/** What each command works with. */
export interface CommandParts {
  deployment: Deployment;
  /** Answers every question with yes. */
  yes: boolean;
  runCdk: RunCdk;
  terminal: Terminal;
  /** Epoch milliseconds. */
  clock: () => number;
  /** Asks for what is published, as anybody can. */
  fetch: typeof globalThis.fetch;
  /** Asks the DNS for texts. */
  txtRecords: TxtRecords;
  /** Waits for milliseconds. */
  wait: (milliseconds: number) => Promise<void>;
  /** Folder of `outputs.<stage>.json`. */
  folder: string;
}

/** @throws DeployProblem for what the deployer can solve; Error of AWS for what AWS refuses */
export type Command = (parts: CommandParts) => Promise<void>;
