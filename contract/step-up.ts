/**
 * The purposes that step up: a verification answers a `stepUpToken`, which counts for this many seconds. They are always there, beside
 * those of the settings, and their codes are long, so that no guess at them is worth anything.
 */
export const STEP_UP_SECONDS = {
  /** What operators do: list, cancel and unlock for others. */
  operator: 15 * 60,
  /** What people do to their own account: its known devices. */
  "manage-account": 10 * 60,
} as const;

export type StepUpPurpose = keyof typeof STEP_UP_SECONDS;

export const STEP_UP_PURPOSES = Object.keys(STEP_UP_SECONDS) as StepUpPurpose[];

/** Whether a verification for this purpose answers a step-up token. */
export const stepsUp = (purpose: string): purpose is StepUpPurpose =>
  STEP_UP_PURPOSES.some((known) => known === purpose);
