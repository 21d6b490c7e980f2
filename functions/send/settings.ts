import type { Settings } from "../../settings/settings.ts";

/** What of the settings the send function uses. */
export type SendSettings = Pick<Settings, "serviceName" | "languages" | "sms" | "email">;

declare const __SEND_SETTINGS__: SendSettings;

/** The settings that were baked into the bundle; there are none outside of one. */
export const bakedSettings = (): SendSettings => __SEND_SETTINGS__;

/** Gives the `define` for the bundler that bakes settings in: only those of the function, so that no other changes it. */
export function bake({ serviceName, languages, sms, email }: SendSettings): Record<string, string> {
  const settings: SendSettings = { serviceName, languages, sms, email };
  return { __SEND_SETTINGS__: JSON.stringify(settings) };
}
