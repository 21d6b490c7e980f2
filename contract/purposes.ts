import { STEP_UP_PURPOSES } from "./step-up.ts";

/** The purpose for which a code proves an address or a number of its owner's. */
export const VERIFY_CONTACT = "verify-contact";
/** The purpose of the codes to a user's new address or number. It has mutations of its own, and is always there. */
export const CONTACT_CHANGE = "contact-change";

/** The purposes that are always there, beside those of the settings. */
export const BUILT_IN_PURPOSES: readonly string[] = [...STEP_UP_PURPOSES, CONTACT_CHANGE];

/** Whether codes for this purpose have to be long, so that no guess at them is worth anything. */
export const hasLongCodes = (purpose: string) => BUILT_IN_PURPOSES.indexOf(purpose) >= 0;

/** Whether a code for this purpose is a second factor. Those that prove nothing but an address of one's own are none. */
export const isSecondFactor = (purpose: string) => purpose !== VERIFY_CONTACT && purpose !== CONTACT_CHANGE;
/** The purpose of the codes that reset a password. `requestOtp` refuses it: it has a mutation of its own. */
export const PASSWORD_RESET = "password-reset";
