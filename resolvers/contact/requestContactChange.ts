import { CONTACT_CHANGE } from "../../contract/purposes.ts";
import { checkedDestination } from "../requestOtp/otpRequest.ts";
import { tenantLimits } from "../requestOtp/tenantLimits.ts";
import { settings } from "../shared/settings.ts";
import { checkIdempotencyKey, languageOf } from "../shared/validation.ts";
import { ownersNeed } from "../stepUp/need.ts";
import type { RequestContactChangeContext } from "./context.ts";
import { ownerOf } from "./owner.ts";

/**
 * Before handler of requestContactChange: what requestOtp's does, for a code to an address or number that is not the user's yet. Whether
 * it is somebody else's is looked up only once its code was verified: otherwise anybody could find out who has an account.
 */
export function request(ctx: RequestContactChangeContext) {
  const { channel, destination, locale, idempotencyKey, stepUpToken } = ctx.args.input;
  const caller = ownerOf(ctx);
  const { tenant, subject } = { tenant: caller.tenant, subject: caller.subject as string };
  const { countries, dailySends } = tenantLimits(ctx, caller);
  checkIdempotencyKey(idempotencyKey);
  ctx.stash.otpRequest = {
    ...{ tenant, subject, purpose: CONTACT_CHANGE, channel },
    ...{
      destination: checkedDestination("destination", channel, destination),
      mailbox: "",
      locale: languageOf(locale),
    },
    ...{ codeLength: settings.budget.longCodeLength, alphabet: "ALPHANUMERIC" },
    ...{ message: null, data: null, transaction: null, fingerprint: null, site: null },
    idempotencyKey: idempotencyKey ?? null,
    test: false,
  };
  ctx.stash.kind = caller.kind;
  ctx.stash.tenantCountries = countries;
  ctx.stash.dailySends = dailySends;
  ctx.stash.sentDevice = null;
  ctx.stash.visitorParts = [];
  ctx.stash.authTime = caller.authTime;
  ctx.stash.hasOtherClaim = false;
  ctx.stash.stepUp = ownersNeed(caller, subject, stepUpToken);
  return {};
}

/** After handler. */
export { response } from "../requestOtp/requestOtp.ts";
