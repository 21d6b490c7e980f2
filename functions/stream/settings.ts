import type { Baked } from "../../settings/schema.ts";

/** The settings that the stream function takes. */
export const STREAM_SETTINGS = ["serviceName", "languages", "budget", "sends", "destinations", "email"] as const;

export type StreamSettings = Baked<typeof STREAM_SETTINGS>;

declare const SETTINGS: StreamSettings;

/** Gives the settings that were baked into the bundle. Outside of a bundle there are none. */
export const bakedSettings = (): StreamSettings => SETTINGS;
