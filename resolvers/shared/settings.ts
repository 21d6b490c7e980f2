import type { Settings } from "../../settings/settings.ts";

/** The part of the settings that steps need, put into the bundle when it is made. */
export type StepSettings = Pick<Settings, "token" | "budget" | "sends" | "destinations" | "purposes" | "backends">;

declare const STEP_SETTINGS: StepSettings;

export const settings: StepSettings = STEP_SETTINGS;

/** Seconds of a day. */
export const DAY = 24 * 60 * 60;
/** The purpose that has a mutation of its own. */
export const PASSWORD_RESET = "password-reset";
/** Seconds after which a message that is still being sent is given up: the send function's own limit is 10. */
export const SENDING_SECONDS = 35;
/** Seconds of life below which a token is not sent again, but replaced. */
export const LEAST_LIFE_SECONDS = 60;
