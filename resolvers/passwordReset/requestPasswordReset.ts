import { POOL_TENANT } from "../../contract/tenants.ts";
import { checkSelection } from "../shared/caller.ts";
import { namedSubject } from "../shared/claimTokens.ts";
import { throttled } from "../shared/errors.ts";
import { iso } from "../shared/slot.ts";
import { checkedEmail } from "../shared/validation.ts";
import type { RequestPasswordResetContext } from "./context.ts";

/** Before handler. Anybody may call with the API key, so that nothing is known of the caller but what a device token says. */
export function request(ctx: RequestPasswordResetContext) {
  checkSelection(ctx);
  const { username, deviceToken } = ctx.args.input;
  ctx.stash.username = checkedEmail("username", username);
  const subject = namedSubject(deviceToken);
  ctx.stash.sentDevice = subject === null ? null : { token: deviceToken as string, tenant: POOL_TENANT, subject };
  return {};
}

/** After handler: the answer, which is the same for every name, or the limit that refuses. */
export function response(ctx: RequestPasswordResetContext) {
  const { decision, slot } = ctx.stash;
  if (decision.what === "refuse") throttled(decision.limit, decision.seconds);
  return { id: slot.id, expiresAt: iso(slot.expiresAt), resendAfter: iso(slot.resendAfter) };
}
