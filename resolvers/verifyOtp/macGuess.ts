import { runtime, util } from "@aws-appsync/utils";
import { macText } from "../../contract/mac-text.ts";
import { isMac } from "../../contract/slot.ts";
import { callerOf, subjectOf } from "../shared/caller.ts";
import { normalCode } from "../shared/code.ts";
import { internalError, invalidInput } from "../shared/errors.ts";
import { isId, purposeOf } from "../shared/keys.ts";
import { checkTransaction } from "../shared/transaction.ts";
import { checkIdempotencyKey, isOpaque } from "../shared/validation.ts";
import type { VerifyOtpContext } from "./context.ts";
import { EXPIRED } from "./judge.ts";

/**
 * Asks KMS for the MAC of the guess. The call is the same for every well-formed id, live, dead or foreign, and nothing has been
 * read yet, so that nobody can tell anything from it. A text that is no id is EXPIRED at once, and costs neither a KMS call nor a write.
 */
export function request(ctx: VerifyOtpContext) {
  const { id, code, subject: named, transaction, idempotencyKey } = ctx.args.input;
  const caller = callerOf(ctx);
  const subject = subjectOf(caller, named, false);
  if (!isOpaque(id)) invalidInput("id", "MALFORMED", "an id that requestOtp returned");
  checkIdempotencyKey(idempotencyKey);
  if (transaction) checkTransaction(transaction, caller);
  const guess = normalCode(code);
  if (!isId(id)) return runtime.earlyReturn(EXPIRED, { skipTo: "END" });
  const purpose = purposeOf(id);
  const requestKey = idempotencyKey ? `=${idempotencyKey}` : util.autoId();
  ctx.stash.guess = { tenant: caller.tenant, subject, purpose, id, requestKey };
  const text = macText({ tenant: caller.tenant, subject, purpose, id, transaction: transaction ?? null }, guess);
  return {
    method: "POST",
    resourcePath: "/",
    params: {
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "TrentService.GenerateMac" },
      body: JSON.stringify({
        KeyId: ctx.env.CHECK_KEY_ID,
        MacAlgorithm: "HMAC_SHA_256",
        Message: util.base64Encode(text),
      }),
    },
  };
}

/** Any answer but a MAC ends the field before anything is charged. */
export function response(ctx: VerifyOtpContext) {
  if (ctx.error) internalError(`KMS: ${ctx.error.type}`);
  const { statusCode, body } = ctx.result;
  if (statusCode !== 200) internalError(`KMS answered ${statusCode}`);
  const mac = JSON.parse(body)?.Mac;
  if (!isMac(mac)) internalError("KMS answered without a MAC");
  ctx.stash.mac = mac;
  return null;
}
