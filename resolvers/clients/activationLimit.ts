import { MAX_ACTIVATIONS_A_DAY } from "../../contract/api-clients.ts";
import { DAY, endOfDay } from "../../contract/counter.ts";
import type { Limit } from "../shared/counters.ts";
import { setRateLimit } from "../shared/rateLimit.ts";
import { iso } from "../shared/slot.ts";
import { clientPayload } from "./clientView.ts";
import type { ActivationStash } from "./context.ts";

/** Gives the payload of a field that has sent an activation code, and sets the header fields of its limit. */
export function activationPayload(stash: ActivationStash) {
  const { activations, now } = stash;
  const remaining = tellActivations(activations, now);
  const limit: Limit = { name: "ACTIVATIONS", limit: MAX_ACTIVATIONS_A_DAY, remaining, resetsAt: iso(endOfDay(now)) };
  return clientPayload(stash, [limit]);
}

/** Sets the header fields of the limit on activation codes. @param sent the operator's of the day @returns how many are left */
export function tellActivations(sent: number, now: number): number {
  const name = "activations";
  const remaining = MAX_ACTIVATIONS_A_DAY - sent;
  setRateLimit(
    [{ name, quota: MAX_ACTIVATIONS_A_DAY, window: DAY }],
    [{ name, remaining, resetsIn: endOfDay(now) - now }],
  );
  return remaining;
}
