import { SettingsError } from "../../settings/read.ts";
import { UnknownStage } from "../stage.ts";
import { DeployProblem } from "./problem.ts";

/** Says what went wrong and what to do about it. Any other error is a fault of ours, and is shown whole. */
export function explain(error: unknown): string {
  if (error instanceof DeployProblem || error instanceof SettingsError || error instanceof UnknownStage) {
    return error.message;
  }
  if (!(error instanceof Error)) return String(error);
  // The SDK marks the errors that AWS answered with by `$fault`.
  if ("$fault" in error) return `AWS refuses: ${error.name}: ${error.message}`;
  return error.stack ?? String(error);
}
