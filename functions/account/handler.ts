import type { AccountAnswer, AccountRefusal, AccountRequest } from "../../contract/account-request.ts";
import { makeChange, signOut } from "./change.ts";
import { begin, finish } from "./progress.ts";
import { report } from "./report.ts";
import { bakedSettings } from "./settings.ts";
import { isOperator, type User, userOf } from "./user.ts";

const settings = bakedSettings();

/** The milliseconds before Lambda's own time limit that are reserved for the answer. */
const RESERVE = 500;

/**
 * Changes an account of the user pool: its password, or its address or number. What keeps others out is written first, then the change is
 * made, then everybody is signed out; the owner is told by the stream function, once that is written down. A call that is repeated goes on
 * where the one before it failed, and does nothing twice.
 *
 * @param context Lambda's
 * @returns whether it was changed; the log holds neither password nor destination
 * @throws Error of Cognito or DynamoDB, after which the same call may be made again
 */
export async function handler(
  request: AccountRequest,
  context: { getRemainingTimeInMillis(): number },
): Promise<AccountAnswer> {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE));
  const reason = await changed(request, signal).catch((error: Error) => {
    // The SDK's message may hold what was sent.
    console.error(`the account was not changed: ${error.name}`);
    throw new Error(error.name);
  });
  report(request, reason);
  return reason === null ? { outcome: "CHANGED" } : { outcome: "REFUSED", reason };
}

/** @returns why it was refused; null when it is changed */
async function changed(request: AccountRequest, signal: AbortSignal): Promise<AccountRefusal | null> {
  const user = await userOf(request.username, signal);
  const refusal = await refusalOf(request, user, signal);
  if (refusal !== null) return refusal;
  const progress = await begin(request, user as User, settings, signal);
  if (progress === "SUPERSEDED") return "SUPERSEDED";
  // A repeat may bring another password than the call before it, and what is answered has to be true of this one.
  const refused = progress === "REPEATED" && request.change === "contact" ? null : await makeChange(request, signal);
  if (refused !== null || progress === "REPEATED") return refused;
  await signOut(request.username, signal);
  await finish(request, signal);
  return null;
}

/** Looks for what speaks against the change before anything is written. */
async function refusalOf(
  { change, subject, username, channel, destination }: AccountRequest,
  user: User | null,
  signal: AbortSignal,
): Promise<AccountRefusal | null> {
  if (user === null || user.sub !== subject || !user.enabled) return "NO_ACCOUNT";
  if (user.isFederated) return "FEDERATED";
  if (await isOperator(username, signal)) return "OPERATOR";
  // The address or number may be the user's no more: an old mailbox must not set the password that a new one protects.
  if (change === "password") return destination === (channel === "SMS" ? user.phone : user.email) ? null : "NOT_OWN";
  if (channel === "SMS") return null;
  const other = await userOf(destination, signal);
  return other === null || other.sub === subject ? null : "TAKEN";
}
