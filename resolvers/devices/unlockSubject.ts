import { HANDED_OVER_SECONDS } from "../../contract/person.ts";
import { operatorOf } from "../shared/caller.ts";
import { iso } from "../shared/slot.ts";
import { operatorsNeed } from "../stepUp/need.ts";
import { beginDevices } from "./begin.ts";
import type { UnlockSubjectContext } from "./context.ts";

/** Before handler of unlockSubject, which operators alone may call, with their second factor. */
export function request(ctx: UnlockSubjectContext) {
  const { input } = ctx.args;
  const caller = operatorOf(ctx);
  beginDevices(ctx, caller, input);
  ctx.stash.stepUp = operatorsNeed(caller, input.stepUpToken);
  return {};
}

/** After handler. */
export const response = (ctx: UnlockSubjectContext) => ({
  deviceToken: ctx.stash.deviceToken,
  expiresAt: iso(ctx.stash.now + HANDED_OVER_SECONDS),
});
