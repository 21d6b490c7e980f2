import type { Context } from "@aws-appsync/utils";
import { settings } from "../shared/settings.ts";

/** Before and after of the pipeline: the steps leave the token and the limits in the stash. */
export const request = (_ctx: Context) => ({});

export function response(ctx: Context) {
  const { token, limits } = ctx.stash;
  const ofToken = {
    name: "TOKEN",
    limit: settings.token.maxSends,
    remaining: token.sendsRemaining,
    resetsAt: token.expiresAt,
  };
  return { token, limits: [ofToken, ...limits] };
}
