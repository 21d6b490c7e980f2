import { EMAIL_PATTERN, type SendRequest } from "../../contract/order.ts";
import type { CountryCheck } from "./country.ts";
import { countryOfNumber } from "./phone.ts";

const EMAIL = new RegExp(`^${EMAIL_PATTERN}$`);
const MAX_EMAIL = 254;

/** Says where a destination is, before anything is derived or sent. Of an e-mail address only the shape is looked at. */
export function countryOf({ channel, destination, countries }: SendRequest): CountryCheck {
  if (channel === "SMS") return countryOfNumber(destination, countries);
  const right = destination.length <= MAX_EMAIL && EMAIL.test(destination);
  return right ? { country: "none" } : { reason: "NOT_AN_EMAIL_ADDRESS" };
}
