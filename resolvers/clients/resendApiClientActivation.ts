import { languageOf } from "../shared/validation.ts";
import { activationPayload } from "./activationLimit.ts";
import { beginChange } from "./begin.ts";
import type { ResendContext } from "./context.ts";

/** Before handler of resendApiClientActivation. */
export function request(ctx: ResendContext) {
  const { input } = ctx.args;
  beginChange(ctx, input);
  ctx.stash.locale = languageOf(input.locale);
  return {};
}

/** After handler. */
export const response = (ctx: ResendContext) => activationPayload(ctx.stash);
