import type { Design } from "./design.ts";
import { isUsed, LATEST, NO_MAC, rightRepeats, type Slot, STUCK } from "./rules.ts";
import type { State } from "./state.ts";

/** A number that no other token or request has. */
const FRESH = 1_000_000;

/**
 * Finds out whether the owner gets in after all operations under way have died and nobody else interferes. Asking must work at
 * once, or after the time that the cooldown and a message under way may take. This is a bounded form of "from every state a good
 * one can be reached", and a stronger one: the owner need not wait until a window ends or a token expires.
 */
export function createRecovery({ writes, rules }: Design) {
  const known = new Map<string, boolean>();

  function getsIn(slot: Slot | null, now: number): boolean {
    if (slot === null || slot.status !== "SENT") return false;
    const values = {
      ":id": slot.id,
      ":now": now,
      ":latest": LATEST,
      ":none": NO_MAC,
      ":request": FRESH,
      ":guess": slot.id,
    };
    return writes.charge.allowed(slot, values) && isUsed(writes.charge.apply(slot, values));
  }

  function afterAsking(slot: Slot | null, other: boolean, now: number, window: number): Slot | null {
    const asked = { other, keyed: false };
    const what = rules.decide(slot, asked, now);
    if (what === "answer" || what === "refuse") return null;
    const id = (slot?.id ?? 0) + FRESH;
    const mine =
      what === "issue" ? rules.issued(slot, asked, id, { now, window }) : rules.resent(slot as Slot, asked, now);
    return writes.sent.apply(mine, { ":status": "SENT", ":codeMac": mine.id });
  }

  function recovers(slot: Slot | null, other: boolean, now: number, window: number): boolean {
    for (let at = now; at <= now + STUCK; at += 1) {
      if (!other && getsIn(slot, at)) return true;
      if (getsIn(afterAsking(slot, other, at, window), at)) return true;
    }
    return false;
  }

  return function recoversFrom({ slot, now, window }: State): boolean {
    if (slot === null) return true;
    const {
      lastGuessMac,
      codeMac,
      attempts,
      maxAttempts,
      guessesUsed,
      live,
      status,
      sends,
      guessCost,
      expiresAt,
      resendAfter,
      sentAt,
      windowEndsAt,
    } = slot;
    const ages = `${Math.max(expiresAt - now, -1)}.${Math.max(resendAfter - now, 0)}.${Math.min(now - sentAt, STUCK)}.${windowEndsAt > window}`;
    const key = `${lastGuessMac === codeMac}${codeMac > 0}${attempts}${maxAttempts}${guessesUsed - rightRepeats(slot)}${live}${status}${sends}${guessCost}.${ages}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const holds = [false, true].every((other) => recovers(slot, other, now, window));
    known.set(key, holds);
    return holds;
  };
}
