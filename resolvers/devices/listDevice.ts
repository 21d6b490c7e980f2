import { runtime } from "@aws-appsync/utils";
import { checkSignedIn } from "../shared/account.ts";
import { tableFailed } from "../shared/errors.ts";
import { personLife } from "../shared/person.ts";
import type { VerifiedToken } from "../verifyOtp/context.ts";
import type { DeviceTokenContext, Owner } from "./context.ts";
import { decideDevice } from "./decideDevice.ts";
import { deviceWrite, personWrite } from "./personWrite.ts";

/** Lists the device that the success makes, or renews the one that it was made with. */
export function request(ctx: DeviceTokenContext) {
  const { owner, person, now, authTime, signedOut } = ctx.stash;
  if (owner === null) return runtime.earlyReturn({});
  checkSignedIn(authTime, signedOut as number);
  const verified = ctx.source?.verified as VerifiedToken;
  const decision = decideDevice(verified, person, now);
  if (decision.what === "none") return runtime.earlyReturn({});
  ctx.stash.claim = { ...owner, device: decision.device, at: verified.at };
  if (decision.what === "known") return runtime.earlyReturn({});
  if (decision.what === "list") return personWrite(owner as Owner, person, decision.person);
  return deviceWrite(owner as Owner, decision.device, decision.renewed, now + personLife());
}

/** A refused write was a race: another call has changed the devices since they were read. The next step looks again. */
export function response(ctx: DeviceTokenContext) {
  ctx.stash.lost = ctx.error?.type === "DynamoDB:ConditionalCheckFailedException";
  if (ctx.error && !ctx.stash.lost) tableFailed(ctx.error);
  return null;
}
