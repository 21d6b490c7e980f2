import { ownersNeed } from "../stepUp/need.ts";
import type { ConfirmContactChangeContext } from "./context.ts";
import { ownerOf } from "./owner.ts";

/** Before handler of confirmContactChange. */
export function request(ctx: ConfirmContactChangeContext) {
  const caller = ownerOf(ctx);
  ctx.stash.finishes = true;
  ctx.stash.stepUp = ownersNeed(caller, caller.subject as string, ctx.args.input.stepUpToken);
  return {};
}

/** After handler: of the last step's judgement nothing but how it went is told. */
export function response(ctx: ConfirmContactChangeContext) {
  const { status, attemptsRemaining } = ctx.prev.result;
  return { status, attemptsRemaining };
}
