import type { Settings } from "../../settings/settings.ts";

/** The part of the settings that steps need, put into the bundle when it is made. */
export type StepSettings = Pick<Settings, "token" | "budget" | "sends" | "destinations" | "purposes" | "backends">;

declare const STEP_SETTINGS: StepSettings;

export const settings: StepSettings = STEP_SETTINGS;

/** Seconds of a day. */
export const DAY = 24 * 60 * 60;
/** Asked for by its own mutation alone. */
export const PASSWORD_RESET = "password-reset";
/** A message that has not come to an end after so many seconds never will: the function's own limit is 10. */
export const SENDING_SECONDS = 35;
/** Under so many seconds of life left, asking again gives a new token. */
export const LEAST_LIFE_SECONDS = 60;
/** Codes below so many characters count against the guess budget. */
export const LONG_CODE = 12;
