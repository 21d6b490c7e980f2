import { runtime, util } from "@aws-appsync/utils";
import { KEY_VERSION, macText } from "../../contract/mac-text.ts";
import { CONTACT_CHANGE } from "../../contract/purposes.ts";
import { partsOf } from "../../contract/token-id.ts";
import { callerOf, subjectOf } from "../shared/caller.ts";
import { normalCode } from "../shared/code.ts";
import { isId } from "../shared/keys.ts";
import { generateMac, hasKey, macIn } from "../shared/kms.ts";
import { checkTransaction } from "../shared/transaction.ts";
import { checkId, checkIdempotencyKey } from "../shared/validation.ts";
import type { VerifyOtpContext } from "./context.ts";
import { EXPIRED } from "./judge.ts";

/**
 * Asks KMS for the MAC of the guess. The call is the same for every well-formed id, live, dead or foreign, and nothing has been
 * read yet, so that nobody can tell anything from it. A text that is no id is EXPIRED at once, and costs neither a KMS call nor a write.
 * So is an id whose codes are verified by another mutation.
 */
export function request(ctx: VerifyOtpContext) {
  const { id, code, subject: named, transaction, idempotencyKey } = ctx.args.input;
  const caller = callerOf(ctx);
  const subject = subjectOf(caller, named, false);
  checkId(id);
  checkIdempotencyKey(idempotencyKey);
  if (transaction) checkTransaction(transaction, caller);
  const guess = normalCode(code);
  if (!isId(id)) return runtime.earlyReturn(EXPIRED, { skipTo: "END" });
  const { purpose, keyVersion, device } = partsOf(id);
  const version = keyVersion ?? KEY_VERSION;
  const isElsewhere = (purpose === CONTACT_CHANGE) !== (ctx.stash.finishes === true);
  if (isElsewhere || !hasKey(ctx.env, version)) return runtime.earlyReturn(EXPIRED, { skipTo: "END" });
  const { tenant, session } = caller;
  // Without the session, another sign-in that knows code and key would be told what the first one was.
  const requestKey = idempotencyKey ? `${session}=${idempotencyKey}` : util.autoId();
  ctx.stash.guess = { lane: { tenant, subject, device }, purpose, id, requestKey };
  const text = macText({ tenant, subject, purpose, id, transaction: transaction ?? null }, guess);
  return generateMac(ctx, version, text);
}

/** Any answer but a MAC ends the field before anything is charged. */
export function response(ctx: VerifyOtpContext) {
  ctx.stash.mac = macIn(ctx);
  return null;
}
