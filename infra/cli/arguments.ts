import { parseArgs } from "node:util";
import type { StageName } from "../../settings/schema.ts";
import { STAGES } from "../stage.ts";
import { DeployProblem } from "./problem.ts";

const COMMANDS = ["synth", "deploy", "diff", "destroy"] as const;

export interface Arguments {
  command: (typeof COMMANDS)[number] | "help";
  stage: StageName;
  /** Ask nothing: every question is answered yes. */
  yes: boolean;
}

export const HELP = `usage: npm run <command> -- [--stage dev|staging|prod] [--yes]

  synth     makes the stage's template in cdk.out/<stage>; needs no credentials and no network
  deploy    checks the account, deploys the stage, and writes outputs.<stage>.json
  diff      says what a deploy would change
  destroy   removes the stage, and lists what stays behind

  --stage   default dev
  --yes     asks nothing, for pipelines: rights are widened, and values of the whole account replaced, unasked

  OTP_SETTINGS             a JSON file that overrides the settings (docs/reference/settings.md)
  AWS_PROFILE, AWS_REGION  where to, as the AWS CLI reads them
`;

/** @throws DeployProblem for words that mean nothing here */
export function readArguments(args: string[]): Arguments {
  const { values, positionals } = parsed(args);
  const { help, stage: given = "dev", yes = false } = values;
  const stage = STAGES.find((known) => known === given);
  if (!stage) throw new DeployProblem(`there is no stage "${given}": name one of ${STAGES.join(", ")}`);
  if (help) return { command: "help", stage, yes };
  const command = COMMANDS.find((known) => known === positionals[0]);
  if (!command || positionals.length > 1) {
    throw new DeployProblem(`name one command of ${COMMANDS.join(", ")}\n\n${HELP}`);
  }
  return { command, stage, yes };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { stage: { type: "string" }, yes: { type: "boolean" }, help: { type: "boolean" } },
    });
  } catch (error) {
    throw new DeployProblem(`${(error as Error).message}\n\n${HELP}`);
  }
}
