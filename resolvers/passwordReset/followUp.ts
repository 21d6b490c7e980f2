import type { ResetFollowUp } from "../../contract/resets.ts";
import { sendUnreached } from "../shared/errors.ts";
import { languageOf } from "../shared/validation.ts";
import type { RequestPasswordResetContext } from "./context.ts";

/**
 * Leaves the rest to the reset function, for which nobody waits: whoever waited for it could tell by the time whether there is such an
 * account.
 */
export function request(ctx: RequestPasswordResetContext) {
  const { lane, slot, now, sentDevice } = ctx.stash;
  const payload: ResetFollowUp = {
    lane,
    deviceOwner: lane.device === null ? null : (sentDevice?.subject ?? null),
    id: slot.id,
    sends: slot.sends,
    channel: slot.channel,
    codeLength: slot.codeLength,
    alphabet: slot.alphabet,
    locale: languageOf(ctx.args.input.locale),
    requestedAt: now,
    expiresAt: slot.expiresAt,
  };
  return { operation: "Invoke", invocationType: "Event", payload };
}

/** What could not be handed over leaves slot and counter as they are: guesses stay wrong, and the next message has to wait. */
export function response(ctx: RequestPasswordResetContext) {
  if (ctx.error) {
    console.error(`Reset: ${ctx.error.type}: ${ctx.error.message}`);
    sendUnreached();
  }
  return null;
}
