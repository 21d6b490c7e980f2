import { type Context, runtime } from "@aws-appsync/utils";
import type { Person } from "../../contract/person.ts";
import { tableFailed } from "../shared/errors.ts";
import { personKey } from "../shared/person.ts";
import type { PersonStash } from "./context.ts";

type PersonContext = Context<unknown, PersonStash>;

/** Reads the devices that a person is known by. */
export function request(ctx: PersonContext) {
  const { owner } = ctx.stash;
  if (owner === null) return runtime.earlyReturn({});
  return { operation: "GetItem", key: personKey(owner.tenant, owner.subject), consistentRead: true };
}

export function response(ctx: PersonContext) {
  if (ctx.error) tableFailed(ctx.error);
  ctx.stash.person = (ctx.result as Person | null) ?? null;
  return null;
}
