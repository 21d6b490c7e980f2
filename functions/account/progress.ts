import { type Account, type ChangeMade, FACTORS_VERSION } from "../../contract/account.ts";
import type { AccountRequest } from "../../contract/account-request.ts";
import { mailboxOf } from "../../contract/mailbox.ts";
import { writeAccount } from "./item.ts";
import type { AccountSettings } from "./settings.ts";
import type { User } from "./user.ts";

/** How far a change has come, as the account's item has it. */

/** `REPEATED`: it is done already. `SUPERSEDED`: a later one has begun, which this one must not undo. */
type Progress = "BEGUN" | "REPEATED" | "SUPERSEDED";

/**
 * Writes down that a change begins: from now on no session from before does anything, and a reset of the password holds the destination
 * that it used. This comes first, so that whatever fails later leaves an account that takes too little, and never one that takes too much.
 *
 * @throws Error of DynamoDB, with the SDK's name of the error
 */
export async function begin(
  request: AccountRequest,
  user: User,
  settings: AccountSettings,
  signal: AbortSignal,
): Promise<Progress> {
  const next = (found: Account | null) =>
    progressOf(found, request) === "BEGUN" ? begun(found, request, user, settings) : null;
  return progressOf(await writeAccount(request.subject, next, signal), request);
}

function progressOf(found: Account | null, request: AccountRequest): Progress {
  if (found === null || found.change.verifiedAt < request.verifiedAt) return "BEGUN";
  if (found.change.verifiedAt > request.verifiedAt) return "SUPERSEDED";
  return isSame(found.change, request) && found.change.done ? "REPEATED" : "BEGUN";
}

const isSame = (made: ChangeMade, { change, channel, destination, verifiedAt }: AccountRequest) =>
  made.change === change &&
  made.channel === channel &&
  made.destination === destination &&
  made.verifiedAt === verifiedAt;

function begun(found: Account | null, request: AccountRequest, user: User, { destinations }: AccountSettings) {
  const { change, channel, destination, verifiedAt } = request;
  const before = found?.signedOutBefore ?? 0;
  const unfinished = found !== null && isSame(found.change, request) ? found.change : null;
  return {
    version: FACTORS_VERSION,
    signedOutBefore: Math.max(before, now()),
    // Where there is no other factor the mailbox is the only one, and a hold would keep its owner out for good.
    held:
      change === "contact"
        ? (found?.held ?? null)
        : hasOther(user, request)
          ? mailboxOf(destination, destinations.email)
          : null,
    change: {
      ...{ change, channel, destination, verifiedAt, done: false },
      signedOutBefore: unfinished?.signedOutBefore ?? before,
      // The first try may have changed it already.
      ...(change === "contact" && channel === "EMAIL" && { oldEmail: unfinished ? unfinished.oldEmail : user.email }),
    },
  } satisfies Omit<Account, "pk" | "sk" | "revision">;
}

/** Whether the pool has verified something else of the user than what the password is reset by. */
const hasOther = ({ email, phone }: User, { channel }: AccountRequest) =>
  (channel === "EMAIL" ? phone : email) !== undefined;

/**
 * Writes down that a change is done. Sessions that began while it was made, by the old password, are signed out as well.
 *
 * @throws Error of DynamoDB, with the SDK's name of the error
 */
export async function finish(request: AccountRequest, signal: AbortSignal): Promise<void> {
  const next = (found: Account | null) => {
    if (found === null || !isSame(found.change, request) || found.change.done) return null;
    const { pk: _pk, sk: _sk, revision: _revision, ...account } = found;
    const { oldEmail: _oldEmail, ...change } = account.change;
    return {
      ...account,
      signedOutBefore: Math.max(account.signedOutBefore, now()),
      change: { ...change, done: true },
    };
  };
  await writeAccount(request.subject, next, signal);
}

const now = () => Math.floor(Date.now() / 1000);
