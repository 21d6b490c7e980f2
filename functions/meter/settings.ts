import type { Baked } from "../../settings/schema.ts";

/** The settings that the meter takes. */
export const METER_SETTINGS = ["budget"] as const;

declare const SETTINGS: Baked<typeof METER_SETTINGS>;

/** Gives the settings that were baked into the bundle. Outside of a bundle there are none. */
export const bakedSettings = (): Baked<typeof METER_SETTINGS> => SETTINGS;
