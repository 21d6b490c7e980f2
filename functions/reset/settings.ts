import type { Baked } from "../../settings/schema.ts";
import { MESSAGE_SETTINGS } from "../send/settings.ts";

/** The settings that the reset function takes: those by which messages are made and sent, and how many there may be. */
export const RESET_SETTINGS = [...MESSAGE_SETTINGS, "resets"] as const;

export type ResetSettings = Baked<typeof RESET_SETTINGS>;

declare const SETTINGS: ResetSettings;

/** Gives the settings that were baked into the bundle. Outside of a bundle there are none. */
export const bakedSettings = (): ResetSettings => SETTINGS;
