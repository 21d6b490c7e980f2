import type { Baked } from "../../settings/schema.ts";

/** The settings by which messages with codes are made and sent. */
export const MESSAGE_SETTINGS = [
  "serviceName",
  "languages",
  "messages",
  "tenants",
  "destinations",
  "sms",
  "email",
] as const;

export type MessageSettings = Baked<typeof MESSAGE_SETTINGS>;

/** The settings that the send function takes. No other bundle has fixed codes. */
export const SEND_SETTINGS = [...MESSAGE_SETTINGS, "testMode"] as const;

export type SendSettings = Baked<typeof SEND_SETTINGS>;

declare const SETTINGS: SendSettings;

/** Gives the settings that were baked into the bundle. Outside of a bundle there are none. */
export const bakedSettings = (): SendSettings => SETTINGS;
