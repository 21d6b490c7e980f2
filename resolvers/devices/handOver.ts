import { HANDED_OVER_SECONDS } from "../../contract/person.ts";
import { conflict, tableFailed } from "../shared/errors.ts";
import { newDevice } from "../shared/keys.ts";
import { operatorIn } from "../stepUp/need.ts";
import type { Owner, UnlockSubjectContext } from "./context.ts";
import { withDevice } from "./newPerson.ts";
import { personWrite } from "./personWrite.ts";

/**
 * Lists a device for somebody who has none left, for an hour. A code that is verified with it makes it one like any other. It gives no
 * guess more than all lanes have together: where four were opened in this window, its codes are long.
 */
export function request(ctx: UnlockSubjectContext) {
  const { person, now } = ctx.stash;
  const owner = ctx.stash.owner as Owner;
  const device = newDevice();
  const operator = operatorIn(ctx.stash);
  const expiresAt = now + HANDED_OVER_SECONDS;
  const entry = { at: now, by: null, operator, expiresAt, destinations: [], handedOver: true, test: false };
  ctx.stash.claim = { ...owner, device, at: now };
  return personWrite(owner, person, withDevice(person, device, entry, now));
}

export function response(ctx: UnlockSubjectContext) {
  if (ctx.error?.type === "DynamoDB:ConditionalCheckFailedException") conflict();
  if (ctx.error) tableFailed(ctx.error);
  return null;
}
