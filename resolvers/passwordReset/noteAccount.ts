import type { ResetSlot } from "../../contract/resets.ts";
import type { ResetPasswordContext } from "./context.ts";

/** Keeps the account that the slot names, for the step that changes its password. */
export function noteAccount(ctx: ResetPasswordContext): void {
  const slot = ctx.result as Partial<ResetSlot> | null;
  if (slot?.subject && slot.poolUsername) {
    ctx.stash.account = { subject: slot.subject, username: slot.poolUsername };
  }
}
