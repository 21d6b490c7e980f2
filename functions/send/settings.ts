import type { Baked } from "../../settings/schema.ts";

/** The settings that the send function takes. */
export const SEND_SETTINGS = [
  "serviceName",
  "languages",
  "messages",
  "tenants",
  "destinations",
  "sms",
  "email",
] as const;

export type SendSettings = Baked<typeof SEND_SETTINGS>;

declare const SETTINGS: SendSettings;

/** Gives the settings that were baked into the bundle. Outside of a bundle there are none. */
export const bakedSettings = (): SendSettings => SETTINGS;
