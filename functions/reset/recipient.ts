import type { ResetFollowUp } from "../../contract/resets.ts";
import { isOperator, type User, userOf } from "../account/user.ts";
import { countryOf } from "../send/destination.ts";
import { countriesOf } from "./countries.ts";
import type { ResetSettings } from "./settings.ts";

/** Whoever a code goes to. */
export interface Recipient {
  /** The user's `sub` and `Username` in the pool. */
  subject: string;
  poolUsername: string;
  destination: string;
  /** ISO 3166; `none` for e-mail. */
  country: string;
  /** BCP 47, as the user's `locale` says it. */
  locale: string | null;
}

/**
 * Looks up who may be sent a code for a name, by the same two calls for every name. It is nobody unless the account is a person's own: one of
 * the pool itself, in use, not an operator's, the one that the known device belongs to, with a verified address or number to which messages may
 * go.
 *
 * @throws Error of Cognito, with the SDK's name of the error
 */
export async function recipientOf(
  followUp: ResetFollowUp,
  settings: ResetSettings,
  signal: AbortSignal,
): Promise<Recipient | null> {
  const { lane, channel, deviceOwner } = followUp;
  const operator = isOperator(lane.subject, signal).catch((error: Error) => {
    if (error.name === "UserNotFoundException") return false;
    throw error;
  });
  const [user, isOperators] = await Promise.all([userOf(lane.subject, signal), operator]);
  if (user === null || isOperators || !isResettable(user, settings)) return null;
  if (deviceOwner !== null && deviceOwner !== user.sub) return null;
  const destination = channel === "SMS" ? user.phone : user.email;
  if (destination === undefined) return null;
  const countries = channel === "SMS" ? countriesOf(destination, settings.destinations) : [];
  const checked = countryOf({ channel, destination, countries }, settings);
  if (!("country" in checked)) return null;
  const { sub: subject, username: poolUsername, locale } = user;
  return { subject, poolUsername, destination, country: checked.country, locale };
}

/** Of an account that was never used, or that Cognito's console resets, somebody else has to answer for the first password. */
const isResettable = ({ enabled, status, email, phone }: User, { resets }: ResetSettings) =>
  enabled &&
  (status === "CONFIRMED" || status === "RESET_REQUIRED") &&
  (!resets.otherClaimRequired || (email !== undefined && phone !== undefined));
