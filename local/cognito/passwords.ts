import { WireError } from "../wire/index.ts";
import type { PasswordPolicy } from "./pool.ts";

const MAX_LENGTH = 256;

type Rule = Exclude<keyof PasswordPolicy, "minLength">;

/** A space counts as a symbol unless it is the first or last character. */
const RULES: [rule: Rule, missing: string, pattern: RegExp][] = [
  ["requireLowercase", "lowercase characters", /[a-z]/],
  ["requireUppercase", "uppercase characters", /[A-Z]/],
  ["requireDigits", "numeric characters", /[0-9]/],
  ["requireSymbols", "symbol characters", /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/],
];

/** @throws WireError (InvalidPasswordException) that says what the password lacks */
export function checkPassword(password: string, policy: PasswordPolicy): void {
  if (password.length < policy.minLength) throw refusal("Password not long enough");
  if (password.length > MAX_LENGTH || password !== password.trim()) {
    throw refusal(`Password must be at most ${MAX_LENGTH} characters, with no space at either end`); // [?]
  }
  const missing = RULES.find(([rule, , pattern]) => policy[rule] && !pattern.test(password));
  if (missing) throw refusal(`Password must have ${missing[1]}`);
}

const refusal = (why: string) =>
  new WireError("InvalidPasswordException", `Password did not conform with policy: ${why}`);
