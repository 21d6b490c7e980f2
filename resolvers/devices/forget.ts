import { publicId } from "../../contract/lane.ts";
import { conflict, notFound, tableFailed } from "../shared/errors.ts";
import { isGiven } from "../shared/validation.ts";
import { checkNotVoid, operatorIn } from "../stepUp/need.ts";
import type { ForgetDevicesContext, Owner } from "./context.ts";
import { devicesOf } from "./deviceView.ts";
import { withoutDevices } from "./newPerson.ts";
import { personWrite } from "./personWrite.ts";

/**
 * Takes one device out of the list, or all of them. It also voids what was verified until now: no success from before makes a device
 * any more, and step-up tokens from before do not count, the caller's own included.
 */
export function request(ctx: ForgetDevicesContext) {
  const { person, now, owner, stepUp } = ctx.stash;
  // The owner's token may have become void since it was checked, by a call that was faster. This person is the one that is written.
  if (stepUp?.purpose === "manage-account") checkNotVoid(ctx.stash, person);
  const { id } = ctx.args.input;
  const known = Object.keys(person?.devices ?? {});
  const gone = isGiven(id) ? known.filter((device) => publicId(device) === id) : known;
  if (isGiven(id) && gone.length === 0) notFound("known device");
  return personWrite(owner as Owner, person, withoutDevices(person, gone, operatorIn(ctx.stash), now));
}

export function response(ctx: ForgetDevicesContext) {
  if (ctx.error?.type === "DynamoDB:ConditionalCheckFailedException") conflict();
  if (ctx.error) tableFailed(ctx.error);
  return { devices: devicesOf(ctx.result, ctx.stash.now) };
}
