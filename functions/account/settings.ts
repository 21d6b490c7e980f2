import type { Baked } from "../../settings/schema.ts";

/** The settings that the account function takes. */
export const ACCOUNT_SETTINGS = ["destinations"] as const;

export type AccountSettings = Baked<typeof ACCOUNT_SETTINGS>;

declare const SETTINGS: AccountSettings;

/** Gives the settings that were baked into the bundle. Outside of a bundle there are none. */
export const bakedSettings = (): AccountSettings => SETTINGS;
