import type { CheckContext } from "./context.ts";

/** Outcome of a check of the account. */
export interface CheckResult {
  /**
   * `required`: the deployer has to do it before anything is created; `automatic`: this deploy does it; `to do`: the deployer may
   * do it at any time; `unknown`: AWS did not say.
   */
  state: "done" | "automatic" | "to do" | "required" | "unknown";
  message: string;
  /** Each is pasted into a shell, or opened in a browser. */
  commands?: string[];
}

/** @returns how a setting of a stage is written in the settings' file, as a command of a result */
export const stageSetting = (stage: string, setting: string) =>
  `{ "stages": { "${stage}": { ${setting} } } }   # in the file of OTP_SETTINGS`;

/** @throws Error of AWS when the deployer may not ask, which becomes `unknown` */
export type Check = (context: CheckContext) => Promise<CheckResult>;
