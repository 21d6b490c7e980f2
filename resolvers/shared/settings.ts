import { STEP_UP_PURPOSES } from "../../contract/step-up.ts";
import type { Destinations, Resets, StepSettings, TenantLimits, TestDestination } from "../settings.ts";

declare const SETTINGS: StepSettings;
declare const DESTINATIONS: Destinations;
declare const RESETS: Resets;
declare const TENANTS: Record<string, TenantLimits>;
declare const TEST_DESTINATIONS: TestDestination[];

/** The settings that were baked into the step's bundle. */
export const settings: StepSettings = SETTINGS;
export const destinations: Destinations = DESTINATIONS;
export const resets: Resets = RESETS;
export const tenants: Record<string, TenantLimits> = TENANTS;
export const testDestinations: TestDestination[] = TEST_DESTINATIONS;

/** Gives every purpose that a code can be for: those of the settings, and those that step up. */
export const allPurposes = (): string[] => [...settings.purposes, ...STEP_UP_PURPOSES];

/** Seconds after which a message that is still being sent is given up: the send function's own limit is 10. */
export const SENDING_SECONDS = 35;
/** Seconds of life below which a token is not sent again, but replaced. */
export const LEAST_LIFE_SECONDS = 60;
/**
 * Seconds by which the clocks of AppSync's hosts may differ. What an item says of a time that is further ahead than this was written
 * by a clock that has stepped back since.
 */
export const CLOCK_SKEW_SECONDS = 60;
/**
 * Seconds after which the writes of a call are over by any host's clock: AppSync ends a call after 30, and clocks may differ. What is
 * written may be that much older than what others have done meanwhile.
 */
export const SETTLING_SECONDS = CLOCK_SKEW_SECONDS + 30;
/** The latest end, in epoch seconds, that a token can honestly have at `now`. */
export const latestEnd = (now: number) => now + settings.token.lifeSeconds + CLOCK_SKEW_SECONDS;
