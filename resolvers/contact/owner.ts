import { type Context, util } from "@aws-appsync/utils";
import { OPERATORS_GROUP } from "../../contract/tenants.ts";
import { type Caller, callerOf } from "../shared/caller.ts";

/**
 * Gives the user who changes their own address or number. Backends have no account in the pool; operators' accounts are changed by people
 * with rights on it, and those of identity providers there: all of them are `Unauthorized`. The account function looks again.
 */
export function ownerOf(ctx: Context): Caller {
  const caller = callerOf(ctx);
  const { groups, claims } = ctx.identity as { groups?: string[] | null; claims?: { identities?: unknown } };
  const isMember = (groups ?? []).indexOf(OPERATORS_GROUP) >= 0;
  if (caller.kind !== "user" || isMember || claims?.identities) util.unauthorized();
  return caller;
}
