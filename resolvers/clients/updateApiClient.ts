import { beginChange } from "./begin.ts";
import { clientPayload } from "./clientView.ts";
import type { UpdateContext } from "./context.ts";
import { checkedFields } from "./fields.ts";

/** Before handler of updateApiClient. */
export function request(ctx: UpdateContext) {
  const { input } = ctx.args;
  beginChange(ctx, input);
  ctx.stash.fields = checkedFields(input, ctx.env);
  return {};
}

/** After handler. */
export const response = (ctx: UpdateContext) => clientPayload(ctx.stash);
