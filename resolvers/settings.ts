import type { Alphabet } from "../contract/codes.ts";
import type { Site } from "../contract/site.ts";
import type { Baked, Settings } from "../settings/schema.ts";

/** The settings that steps take. Destinations come apart from them, because all countries of the world are long and few steps need them. */
export const STEP_SETTINGS = ["token", "budget", "devices", "sends", "purposes", "backends"] as const;
export type StepSettings = Baked<typeof STEP_SETTINGS>;

/** How many messages may reset passwords, as the few steps take it that need it. */
export type Resets = Pick<Settings["resets"], "subject">;

/** Where messages may go, as steps take it. */
export interface Destinations extends Pick<Settings["destinations"], "email"> {
  /** `+1 US CA,+43 AT`: each prefix and the countries (ISO 3166) that it allows. All countries of the world fit into a bundle so. */
  allow: string;
  /** `+1242,+1246`: the prefixes that are denied. */
  deny: string;
}

/** A destination with a fixed code, as steps know it: not the code, which only the send function has. */
export interface TestDestination {
  destination: string;
  codeLength: number;
  alphabet: Alphabet;
  /** Epoch seconds. */
  endsAt: number;
}

/** What a tenant may do. API clients bring theirs; those of the settings are baked in, by the tenants' whole names. */
export interface TenantLimits {
  /** Null: all. */
  purposes: string[] | null;
  /** Messages in a day, over all subjects; null: no limit. */
  dailySends: number | null;
  /** Countries (ISO 3166) that SMS may go to, of those that the destinations allow; null: all of those. */
  countries: string[] | null;
  /** The pool's app may have no site. */
  sites: Partial<Site>[];
  transactionRequired: boolean;
}
