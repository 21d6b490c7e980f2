import { type Context, util } from "@aws-appsync/utils";

/** Does not wait for the function. */
export function request(ctx: Context<{ id: string }>) {
  return { operation: "Invoke", invocationType: "Event", payload: { remind: ctx.args.id } };
}

export function response(ctx: Context) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return true;
}
