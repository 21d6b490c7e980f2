import { activationText, KEY_VERSION } from "../../contract/mac-text.ts";
import { generateMac, macIn } from "../shared/kms.ts";
import type { ActivateContext } from "./context.ts";

/** Asks KMS for the MAC of the code that was typed. */
export const request = (ctx: ActivateContext) =>
  generateMac(ctx, KEY_VERSION, activationText(ctx.stash.id, ctx.stash.code));

export function response(ctx: ActivateContext) {
  ctx.stash.mac = `${KEY_VERSION}:${macIn(ctx)}`;
  return null;
}
