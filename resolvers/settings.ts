import type { Baked, Settings } from "../settings/schema.ts";

/** The settings that steps take. */
export const STEP_SETTINGS = ["token", "budget", "sends", "destinations", "purposes", "backends"] as const;

/** Countries (ISO 3166) with spaces between them, by the prefix that allows them: all countries of the world fit into a bundle so. */
export type CountriesByPrefix = Record<string, string>;

/** The settings as steps take them. */
export type StepSettings = Omit<Baked<typeof STEP_SETTINGS>, "destinations"> & {
  destinations: Omit<Settings["destinations"], "allow"> & { allow: CountriesByPrefix };
};
