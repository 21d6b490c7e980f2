import { util } from "@aws-appsync/utils";
import { CLIENT_ID_PATTERN } from "../../contract/api-clients.ts";
import { type Caller, operatorOf } from "../shared/caller.ts";
import { notFound } from "../shared/errors.ts";
import { operatorsNeed } from "../stepUp/need.ts";
import type { ClientInput, ClientStash } from "./context.ts";

export const UNKNOWN_CLIENT = "API client, or it was revoked";

/** Begins a field in which an operator changes a client: it always takes their second factor. */
export function beginChange(
  ctx: Parameters<typeof operatorOf>[0] & { stash: ClientStash },
  input: ClientInput,
): Caller {
  const caller = operatorOf(ctx);
  checkClientId(input.id, UNKNOWN_CLIENT);
  ctx.stash.id = input.id;
  ctx.stash.now = util.time.nowEpochSeconds();
  ctx.stash.stepUp = operatorsNeed(caller, input.stepUpToken);
  return caller;
}

/** Any other text names no client, which is known without asking the table. */
export function checkClientId(id: string, missing: string): void {
  if (!util.matches(`^${CLIENT_ID_PATTERN}\\z`, id)) notFound(missing);
}
