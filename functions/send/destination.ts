import { EMAIL_PATTERN, type MessageOrder } from "../../contract/order.ts";
import { placeOfNumber } from "./phone.ts";
import type { Place } from "./place.ts";

const EMAIL = new RegExp(`^${EMAIL_PATTERN}$`);
const MAX_EMAIL = 254;

/** Says where a destination is, before anything is derived or sent. Of an e-mail address only the shape is looked at. */
export function placeOf({ channel, destination, countries }: MessageOrder): Place {
  if (channel === "SMS") return placeOfNumber(destination, countries);
  const right = destination.length <= MAX_EMAIL && EMAIL.test(destination);
  return right ? { country: "none" } : { reason: "NOT_AN_EMAIL_ADDRESS" };
}
