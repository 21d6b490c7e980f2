import { clientWrite, keepWritten } from "./clientWrite.ts";
import type { RotateContext } from "./context.ts";

/**
 * Makes the next secret the current one. What signed until now goes on to for the overlap, or ends at once without one. That can be two
 * secrets: of the one before, nobody may have seen the answer.
 */
export function request(ctx: RotateContext) {
  const { before, now } = ctx.stash;
  const { overlapSeconds } = ctx.args.input;
  const { secretVersion, previousValidUntil, oldestSecretVersion, revision } = before;
  const changes = {
    secretVersion: secretVersion + 1,
    oldestSecretVersion: previousValidUntil > now ? oldestSecretVersion : secretVersion,
    previousValidUntil: overlapSeconds === 0 ? 0 : now + overlapSeconds,
  };
  return clientWrite(ctx.stash, changes, {
    expression: "#revision = :before",
    names: {},
    values: { ":before": revision },
  });
}

export const response = (ctx: RotateContext) => keepWritten(ctx, null);
