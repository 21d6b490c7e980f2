import type { StepSettings } from "../settings.ts";

declare const SETTINGS: StepSettings;

/** The settings that were baked into the step's bundle. */
export const settings: StepSettings = SETTINGS;

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
