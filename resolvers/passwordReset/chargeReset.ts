import { response as judge } from "../verifyOtp/charge.ts";
import type { ResetPasswordContext } from "./context.ts";
import { noteAccount } from "./noteAccount.ts";

/** The guess is charged as every other one is, in the table Resets. */
export { request } from "../verifyOtp/charge.ts";

export function response(ctx: ResetPasswordContext) {
  noteAccount(ctx);
  return judge(ctx);
}
