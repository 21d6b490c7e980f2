import { WireError } from "../wire/index.ts";

const MIN_LENGTH = 8;
const MAX_LENGTH = 256;

/** Cognito's policy with everything asked for. A space is a symbol where it is neither first nor last. */
const RULES: [missing: string, pattern: RegExp][] = [
  ["lowercase characters", /[a-z]/],
  ["uppercase characters", /[A-Z]/],
  ["numeric characters", /[0-9]/],
  ["symbol characters", /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/],
];

/** @throws WireError (InvalidPasswordException) that says what the password lacks */
export function checkPassword(password: string): void {
  if (password.length < MIN_LENGTH) throw refusal("Password not long enough");
  if (password.length > MAX_LENGTH || password !== password.trim()) {
    throw refusal(`Password must be at most ${MAX_LENGTH} characters, with no space at either end`); // [?]
  }
  const missing = RULES.find(([, pattern]) => !pattern.test(password));
  if (missing) throw refusal(`Password must have ${missing[0]}`);
}

const refusal = (why: string) =>
  new WireError("InvalidPasswordException", `Password did not conform with policy: ${why}`);
