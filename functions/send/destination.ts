import type { MessageOrder } from "../../order.ts";
import { placeOfNumber } from "./phone.ts";
import type { Place } from "./place.ts";

/** The shape that HTML's `<input type="email">` takes, with a dot in the domain: one address, nothing that makes it a list. */
const EMAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$/;
const MAX_EMAIL = 254;

/** Says where a destination is, before anything is derived or sent. Of an e-mail address only the shape is looked at. */
export function placeOf({ channel, destination, countries }: MessageOrder): Place {
  if (channel === "SMS") return placeOfNumber(destination, countries);
  const right = destination.length <= MAX_EMAIL && EMAIL.test(destination);
  return right ? { country: "none" } : { reason: "NOT_AN_EMAIL_ADDRESS" };
}
