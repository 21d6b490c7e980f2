import { response as judge } from "../verifyOtp/repeat.ts";
import type { ResetPasswordContext } from "./context.ts";
import { noteAccount } from "./noteAccount.ts";

/** A repeat is charged as every other one is. It goes on to the account: that may be what has failed before. */
export { request } from "../verifyOtp/repeat.ts";

export function response(ctx: ResetPasswordContext) {
  noteAccount(ctx);
  return judge(ctx);
}
