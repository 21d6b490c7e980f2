import { type Context, util } from "@aws-appsync/utils";

export function request(ctx: Context) {
  const identity = ctx.identity as { sub?: string; username?: string; groups?: string[] } | null;
  if (!identity) util.unauthorized();
  return {
    payload: {
      id: identity?.sub ?? identity?.username,
      name: identity?.username,
      groups: identity?.groups,
      how: util.authType(),
    },
  };
}

export const response = (ctx: Context) => ctx.result;
