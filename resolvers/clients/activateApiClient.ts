import { util } from "@aws-appsync/utils";
import type { ApiClient } from "../../contract/api-clients.ts";
import { checkSelection } from "../shared/caller.ts";
import { normalActivationCode } from "../shared/code.ts";
import { checkClientId } from "./begin.ts";
import type { ActivateContext } from "./context.ts";
import { secretPayload } from "./secretPayload.ts";

/** The one answer to whatever cannot be activated: nobody finds out which clients there are. */
export const NOT_ACTIVATED = "activation";

/** Before handler of activateApiClient, whose caller is known by nothing but the code. */
export function request(ctx: ActivateContext) {
  checkSelection(ctx);
  const { id, activationCode } = ctx.args.input;
  ctx.stash.code = normalActivationCode(activationCode);
  checkClientId(id, NOT_ACTIVATED);
  ctx.stash.id = id;
  ctx.stash.now = util.time.nowEpochSeconds();
  return {};
}

/** After handler. */
export const response = (ctx: ActivateContext) =>
  secretPayload(ctx.stash.client as ApiClient, ctx.stash.secret as string, ctx.stash.now);
