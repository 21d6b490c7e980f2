import { util } from "@aws-appsync/utils";
import { USER_POOL } from "../../contract/user-pool.ts";
import { invalidInput } from "../shared/errors.ts";

const { minLength, requireLowercase, requireUppercase, requireDigits, requireSymbols } = USER_POOL.passwordPolicy;
const MAX_PASSWORD = 256;
const NEEDED = [
  requireLowercase ? "a small letter" : "",
  requireUppercase ? "a capital letter" : "",
  requireDigits ? "a digit" : "",
  requireSymbols ? "a symbol" : "",
].filter((part) => part !== "");
/** No control characters, which nobody types, no halves of surrogate pairs, and no space at either end, which the pool refuses. */
const FORM = "^[^\\s\\p{Cc}\\p{Cs}]([^\\p{Cc}\\p{Cs}]*[^\\s\\p{Cc}\\p{Cs}])?\\z";
const SMALL = "^[\\s\\S]*[a-z][\\s\\S]*\\z";
const CAPITAL = "^[\\s\\S]*[A-Z][\\s\\S]*\\z";
const DIGIT = "^[\\s\\S]*[0-9][\\s\\S]*\\z";
/** Cognito's own list of symbols. */
const SYMBOL = "^[\\s\\S]*[\\^$*.\\[\\]{}()?\"!@#%&/\\\\,><':;|_~`=+ -][\\s\\S]*\\z";

/** Checks a new password by the pool's own policy, before anything is charged. */
export function checkPassword(field: string, password: string): void {
  const isRight =
    password.length >= minLength &&
    password.length <= MAX_PASSWORD &&
    util.matches(FORM, password) &&
    (!requireLowercase || util.matches(SMALL, password)) &&
    (!requireUppercase || util.matches(CAPITAL, password)) &&
    (!requireDigits || util.matches(DIGIT, password)) &&
    (!requireSymbols || util.matches(SYMBOL, password));
  if (!isRight) refusePassword(field);
}

/** Ends the field for a password that the pool does not take. */
export function refusePassword(field: string): never {
  const needed = NEEDED.length === 0 ? "" : `, with ${NEEDED.join(", ")} in it`;
  invalidInput(
    field,
    "PASSWORD_POLICY",
    `a new one of ${minLength} to ${MAX_PASSWORD} characters${needed}, and no space at either end`,
  );
}
