import { util } from "@aws-appsync/utils";
import { operatorOf } from "../shared/caller.ts";
import { newClientId } from "../shared/keys.ts";
import { languageOf } from "../shared/validation.ts";
import { operatorsNeed } from "../stepUp/need.ts";
import { activationPayload } from "./activationLimit.ts";
import type { CreateContext } from "./context.ts";
import { type ClientFields, checkedFields } from "./fields.ts";

/** Before handler of createApiClient: checks what the operator chose. */
export function request(ctx: CreateContext) {
  const { input } = ctx.args;
  const caller = operatorOf(ctx);
  const optional = { countries: [], sites: [], transactionRequired: false, webhookUrl: null };
  ctx.stash.fields = { ...optional, ...checkedFields(input, ctx.env) } as ClientFields;
  ctx.stash.locale = languageOf(input.locale);
  ctx.stash.id = newClientId();
  ctx.stash.now = util.time.nowEpochSeconds();
  ctx.stash.stepUp = operatorsNeed(caller, input.stepUpToken);
  return {};
}

/** After handler. */
export const response = (ctx: CreateContext) => activationPayload(ctx.stash);
