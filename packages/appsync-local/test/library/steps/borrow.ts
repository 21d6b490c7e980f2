import { type Context, util } from "@aws-appsync/utils";

const LOAN_DAYS = 28;

/** The before and after handlers of a pipeline. */
export function request(ctx: Context) {
  const due = util.time.nowEpochMilliSeconds() + LOAN_DAYS * 24 * 60 * 60 * 1000;
  ctx.stash.dueAt = util.time.epochMilliSecondsToISO8601(due);
  return {};
}

export function response(ctx: Context<{ id: string }>) {
  const { reader } = ctx.prev?.result ?? {};
  return { id: `${ctx.args.id}-${reader}`, book: ctx.args.id, reader, dueAt: ctx.stash.dueAt };
}
