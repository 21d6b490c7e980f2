import { EMAIL_PATTERN, MAX_EMAIL_LENGTH } from "../../contract/email.ts";
import type { SendRequest } from "../../contract/send-request.ts";
import { asciiAddress } from "../email-address.ts";
import type { CountryCheck } from "./country.ts";
import { countryOfNumber } from "./phone.ts";
import type { MessageSettings } from "./settings.ts";

const EMAIL = new RegExp(`^${EMAIL_PATTERN}$`);

/** Checks a destination, before anything is derived or sent. Of an e-mail address only the form is checked. */
export function countryOf(
  { channel, destination, countries }: Pick<SendRequest, "channel" | "destination" | "countries">,
  { destinations }: Pick<MessageSettings, "destinations">,
): CountryCheck {
  if (channel === "SMS") return countryOfNumber(destination, countries, destinations.ranges);
  const address = asciiAddress(destination);
  const right = address.length <= MAX_EMAIL_LENGTH && EMAIL.test(address);
  return right ? { country: "none" } : { reason: "NOT_AN_EMAIL_ADDRESS" };
}
