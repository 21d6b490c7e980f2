import type { Account } from "../../contract/account.ts";
import { masked } from "../../contract/masked.ts";
import { partitionOf } from "../../contract/partition.ts";
import type { Happening } from "./happening.ts";
import type { Change } from "./record.ts";

/** Gives what a write did to an account: a change that has come to its end, or a hold that was lifted. That one begins is nothing yet. */
export function accountEvents({ pk, before: read, after: written }: Change): Happening[] {
  const before = read as Account | undefined;
  const after = written as unknown as Account;
  const detail = detailOf(before, after);
  if (detail === null) return [];
  const { tenant, rest: subject } = partitionOf(pk);
  return [{ detail, tenant, subject, operator: null, key: JSON.stringify([pk, after.revision]) }];
}

function detailOf(before: Account | undefined, { change, held }: Account): Happening["detail"] | null {
  if (change.done && !before?.change.done) {
    const { channel } = change;
    const where = { channel, destination: masked(channel, change.destination) };
    return change.change === "password"
      ? { type: "account.password_changed", ...where, held: held !== null }
      : { type: "account.contact_changed", ...where };
  }
  // A reset by another mailbox holds that one instead, and is an event of its own.
  const isSame = before?.change.verifiedAt === change.verifiedAt && before.change.change === change.change;
  return isSame && before.held !== null && held === null ? { type: "account.hold_lifted" } : null;
}
