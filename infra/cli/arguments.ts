import { parseArgs } from "node:util";
import type { StageName } from "../../settings/schema.ts";
import { stageNamed } from "../stage.ts";
import { DeployProblem } from "./problem.ts";

const COMMANDS = ["synth", "deploy", "diff", "destroy"] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface Arguments {
  command: CommandName | "help";
  stage: StageName;
  /** Answers every question with yes. */
  yes: boolean;
}

export const HELP = `usage: npm run <command> -- [--stage dev|staging|prod] [--yes]

  synth     writes the stage's template to cdk.out/<stage>; needs no credentials and no network
  deploy    checks the account, deploys the stage, and writes outputs.<stage>.json
  diff      shows what a deploy would change
  destroy   removes the stage, and lists what remains

  --stage   the stage to work on; dev by default
  --yes     answers every question with yes, for pipelines: permissions are widened, and values that
            somebody set for the whole account are replaced, without asking
  --help    shows this

  OTP_SETTINGS             path of a JSON file that overrides the settings (docs/reference/settings.md)
  AWS_PROFILE, AWS_REGION  account and region, read as the AWS CLI reads them
`;

/**
 * Reads the command line.
 *
 * @throws DeployProblem for an unknown command or option
 * @throws UnknownStage
 */
export function readArguments(args: string[]): Arguments {
  const { values, positionals } = parse(args);
  const { help, yes = false } = values;
  const stage = stageNamed(values.stage ?? "dev");
  if (help) return { command: "help", stage, yes };
  const command = COMMANDS.find((known) => known === positionals[0]);
  if (!command || positionals.length > 1) {
    throw new DeployProblem(`name one command of ${COMMANDS.join(", ")}\n\n${HELP}`);
  }
  return { command, stage, yes };
}

function parse(args: string[]) {
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
