import { EMAIL_PATTERN, MAX_EMAIL_LENGTH } from "../../contract/email.ts";
import type { SendRequest } from "../../contract/send-request.ts";
import type { CountryCheck } from "./country.ts";
import { countryOfNumber } from "./phone.ts";

const EMAIL = new RegExp(`^${EMAIL_PATTERN}$`);

/** Checks a destination, before anything is derived or sent. Of an e-mail address only the form is checked. */
export function countryOf({
  channel,
  destination,
  countries,
}: Pick<SendRequest, "channel" | "destination" | "countries">): CountryCheck {
  if (channel === "SMS") return countryOfNumber(destination, countries);
  const right = destination.length <= MAX_EMAIL_LENGTH && EMAIL.test(destination);
  return right ? { country: "none" } : { reason: "NOT_AN_EMAIL_ADDRESS" };
}
