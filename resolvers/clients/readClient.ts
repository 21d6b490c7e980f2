import type { ApiClient } from "../../contract/api-clients.ts";
import { notFound, tableFailed } from "../shared/errors.ts";
import { UNKNOWN_CLIENT } from "./begin.ts";
import { clientKey } from "./clientWrite.ts";
import type { RotateContext } from "./context.ts";

/** Reads the client: what a rotation does depends on whether another one is under way. */
export const request = (ctx: RotateContext) => ({
  operation: "GetItem",
  key: clientKey(ctx.stash.id),
  consistentRead: true,
});

export function response(ctx: RotateContext) {
  if (ctx.error) tableFailed(ctx.error);
  const client = ctx.result as ApiClient | null;
  if (client?.status !== "ACTIVE") notFound(UNKNOWN_CLIENT);
  ctx.stash.before = client as ApiClient;
  return null;
}
