import { BUILT_IN_PURPOSES, PASSWORD_RESET, VERIFY_CONTACT } from "../contract/purposes.ts";
import { name } from "./fields.ts";

/** With the two that step up, and each in five lanes, no more slots than one BatchGetItem reads: 100. */
export const MOST_PURPOSES = 18;

/** The purposes that make known devices unless the settings say otherwise. Where one of them is not among the purposes, it has no effect. */
export const DEVICE_PURPOSES = ["login", "payment"];

/** What somebody who has only a password can do for an address of their own. */
const OWN_ADDRESS = [VERIFY_CONTACT, PASSWORD_RESET];

const isNot = (refused: readonly string[]) => (value: string) => refused.indexOf(value) < 0;

/** What a code can be for. */
export const purpose = () =>
  name().refine(isNot(BUILT_IN_PURPOSES), `another name: ${BUILT_IN_PURPOSES.join(", ")} are always there`);

/** A purpose whose verification may make a known device. */
export const devicePurpose = () =>
  name().refine(isNot([...OWN_ADDRESS, ...BUILT_IN_PURPOSES]), "a purpose that proves more than an address");

/** The purposes whose codes are short as long as there are guesses left. Those of password resets are long, as those that step up. */
export const shortCodePurposes = (purposes: string[]) => purposes.filter(isNot([PASSWORD_RESET]));
