import { checkSelection } from "../shared/caller.ts";
import { checkedEmail, checkId, checkIdempotencyKey } from "../shared/validation.ts";
import type { ResetPasswordContext } from "./context.ts";
import { checkPassword } from "./passwordPolicy.ts";

/** Before handler. The policy comes first: a password that the pool would refuse must not use the code up. */
export function request(ctx: ResetPasswordContext) {
  checkSelection(ctx);
  const { id, username, newPassword, idempotencyKey } = ctx.args.input;
  checkId(id);
  checkedEmail("username", username);
  checkIdempotencyKey(idempotencyKey);
  checkPassword("newPassword", newPassword);
  return {};
}

/** After handler: the judgement; `VERIFIED` only once the password is changed. */
export function response(ctx: ResetPasswordContext) {
  const { status, attemptsRemaining } = ctx.prev.result;
  return { status, attemptsRemaining };
}
