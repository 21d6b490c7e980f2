import { type Context, runtime } from "@aws-appsync/utils";
import type { Person } from "../../contract/person.ts";
import { accountRead, readWithAccount, signedOutBefore } from "../shared/account.ts";
import { itemsRead } from "../shared/batchGet.ts";
import { personKey } from "../shared/person.ts";
import type { PersonStash } from "./context.ts";

type PersonContext = Context<unknown, PersonStash>;

/** Reads the devices that a person is known by, and when the account was last signed out. */
export function request(ctx: PersonContext) {
  const { owner } = ctx.stash;
  if (owner === null) return runtime.earlyReturn({});
  return readWithAccount(ctx, [personKey(owner.tenant, owner.subject)], owner.tenant, owner.subject);
}

export function response(ctx: PersonContext) {
  const [person] = itemsRead(ctx, ctx.env.TOKENS_TABLE as string);
  ctx.stash.person = (person as Person | null) ?? null;
  ctx.stash.signedOut = signedOutBefore(accountRead(ctx, ctx.stash.owner?.tenant ?? ""));
  return null;
}
