import { runtime, util } from "@aws-appsync/utils";
import { KEY_VERSION, macText } from "../../contract/mac-text.ts";
import { PASSWORD_RESET } from "../../contract/purposes.ts";
import { POOL_TENANT } from "../../contract/tenants.ts";
import { partsOf } from "../../contract/token-id.ts";
import { normalCode } from "../shared/code.ts";
import { isId } from "../shared/keys.ts";
import { generateMac, hasKey, macIn } from "../shared/kms.ts";
import { checkedEmail } from "../shared/validation.ts";
import { EXPIRED } from "../verifyOtp/judge.ts";
import type { ResetPasswordContext } from "./context.ts";

/**
 * Asks KMS for the MAC of the guess, for every text that has the form of a reset's id: no code of another purpose, name or token has the same.
 * Nothing has been read yet, so that nobody can tell anything from it.
 */
export function request(ctx: ResetPasswordContext) {
  const { id, username, code, idempotencyKey } = ctx.args.input;
  const guess = normalCode(code);
  if (!isId(id)) return runtime.earlyReturn(EXPIRED, { skipTo: "END" });
  const { purpose, keyVersion, device } = partsOf(id);
  const version = keyVersion ?? KEY_VERSION;
  if (purpose !== PASSWORD_RESET || !hasKey(ctx.env, version)) return runtime.earlyReturn(EXPIRED, { skipTo: "END" });
  const lane = { tenant: POOL_TENANT, subject: checkedEmail("username", username), device };
  const requestKey = idempotencyKey ? `=${idempotencyKey}` : util.autoId();
  ctx.stash.guess = { lane, purpose, id, requestKey };
  return generateMac(ctx, version, macText({ ...lane, purpose, id, transaction: null }, guess));
}

/** Any answer but a MAC ends the field before anything is charged. */
export function response(ctx: ResetPasswordContext) {
  ctx.stash.mac = macIn(ctx);
  return null;
}
