import { type Context, runtime, util } from "@aws-appsync/utils";

/** Who borrows: a step that asks no data source. Guests are turned away, the curator need not borrow. */
export function request(ctx: Context) {
  const identity = ctx.identity as { username?: string } | null;
  if (!identity?.username) util.unauthorized();
  if (identity?.username === "curator") runtime.earlyReturn({ id: "curator", reader: "curator" }, { skipTo: "END" });
  return { payload: { reader: identity?.username } };
}

export function response(ctx: Context) {
  ctx.stash.reader = ctx.result.reader;
  return ctx.result;
}
