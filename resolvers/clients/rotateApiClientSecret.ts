import { type ApiClient, MAX_OVERLAP_SECONDS } from "../../contract/api-clients.ts";
import { invalidInput } from "../shared/errors.ts";
import { beginChange } from "./begin.ts";
import type { RotateContext } from "./context.ts";
import { secretPayload } from "./secretPayload.ts";

/** Before handler of rotateApiClientSecret. */
export function request(ctx: RotateContext) {
  const { input } = ctx.args;
  beginChange(ctx, input);
  if (input.overlapSeconds < 0 || input.overlapSeconds > MAX_OVERLAP_SECONDS) {
    invalidInput("overlapSeconds", "OUT_OF_RANGE", `0 to ${MAX_OVERLAP_SECONDS}`);
  }
  return {};
}

/** After handler. */
export const response = (ctx: RotateContext) =>
  secretPayload(ctx.stash.client as ApiClient, ctx.stash.secret as string, ctx.stash.now);
