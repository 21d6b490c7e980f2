import type { Baked } from "../../settings/schema.ts";

/** The settings that the stream function takes. */
export const STREAM_SETTINGS = ["budget"] as const;

declare const SETTINGS: Baked<typeof STREAM_SETTINGS>;

/** Gives the settings that were baked into the bundle. Outside of a bundle there are none. */
export const bakedSettings = (): Baked<typeof STREAM_SETTINGS> => SETTINGS;
