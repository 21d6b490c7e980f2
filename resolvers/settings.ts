import type { Baked } from "../settings/schema.ts";

/** The settings that steps take. */
export const STEP_SETTINGS = ["token", "budget", "sends", "destinations", "purposes", "backends"] as const;

export type StepSettings = Baked<typeof STEP_SETTINGS>;
