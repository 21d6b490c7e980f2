import type { EventDetail, OtpDetail } from "../../contract/events.ts";
import { laneOf } from "../../contract/lane.ts";
import { masked } from "../../contract/masked.ts";
import { isLive, type Slot } from "../../contract/slot.ts";
import { publicTokenId } from "../../contract/token-id.ts";
import type { Happening } from "./happening.ts";
import { isoTime } from "./iso-time.ts";
import type { Change } from "./record.ts";

/**
 * Gives what a write did to the token of a slot. A write that came twice raises the revision alone, and is nothing.
 *
 * @param guesses the budget's: a slot that has spent them issues long codes from then on
 */
export function otpEvents({ pk, at, before: read, after: written }: Change, guesses: number): Happening[] {
  const before = read as Slot | undefined;
  const after = written as unknown as Slot;
  const { tenant, subject } = laneOf(pk);
  const detail = detailOf(before, after, guesses, at);
  if (detail === null) return [];
  const operator = detail.type === "otp.canceled" ? (after.canceledBy ?? null) : null;
  return [{ detail, tenant, subject, operator, key: JSON.stringify([pk, after.sk, detail.tokenId, after.revision]) }];
}

function detailOf(before: Slot | undefined, after: Slot, guesses: number, at: number) {
  if (!before) return requested(after, null);
  if (before.id !== after.id) {
    // Where nothing was sent the slot is put back as it was: what stands in it then is older, or has no message on its way.
    const isNew = after.status === "SENDING" && after.createdAt >= before.createdAt;
    return isNew ? requested(after, isLive(before, at, NO_END) ? before.id : null) : told("otp.withdrawn", before);
  }
  if (after.sends > before.sends) return requested(after, null);
  if (after.sends < before.sends) return told("otp.withdrawn", after);
  return guessed(before, after, guesses) ?? ended(before, after);
}

const requested = (slot: Slot, replacedTokenId: string | null) =>
  ({
    type: "otp.requested",
    ...otpOf(slot),
    resent: slot.sends > 1,
    expiresAt: isoTime(slot.expiresAt),
    replacedTokenId: replacedTokenId === null ? null : publicTokenId(replacedTokenId),
  }) satisfies EventDetail;

/** A guess is charged to the token, or to the budget alone if it repeats the call that used the token. */
function guessed(before: Slot, after: Slot, guesses: number): (EventDetail & OtpDetail) | null {
  const repeats = after.repeatedGuessMacs;
  const repeated = repeats.length > before.repeatedGuessMacs.length;
  if (!repeated && after.attempts <= before.attempts) return null;
  const guess = repeated ? repeats.at(-1) : after.lastGuessMac;
  if (guess === after.codeMac) return { type: "otp.verified", ...otpOf(after), repeated };
  return {
    type: "otp.rejected",
    ...otpOf(after),
    repeated,
    attemptsRemaining: repeated ? 0 : after.maxAttempts - after.attempts,
    budgetSpent: after.guessesUsed >= guesses && before.guessesUsed < guesses,
  };
}

function ended(before: Slot, after: Slot) {
  if (before.live && !after.live) return told("otp.canceled", after);
  if (before.status === after.status) return null;
  return told(after.status === "SENT" ? "otp.sent" : "otp.failed", after);
}

const told = <T extends "otp.sent" | "otp.failed" | "otp.withdrawn" | "otp.canceled">(type: T, slot: Slot) => ({
  type,
  ...otpOf(slot),
});

const otpOf = ({ pk, sk, id, channel, destination, test }: Slot): OtpDetail => ({
  tokenId: publicTokenId(id),
  purpose: sk,
  channel,
  destination: masked(channel, destination),
  knownDevice: laneOf(pk).device !== null,
  test: test === true,
});

/** How long a token may honestly live is for those to judge who take guesses. */
const NO_END = Number.POSITIVE_INFINITY;
