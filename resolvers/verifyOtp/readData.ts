import { type Context, runtime } from "@aws-appsync/utils";
import { tableFailed } from "../shared/errors.ts";
import { dataKey } from "../shared/keys.ts";

interface Verified {
  tenant: string;
  subject: string;
  purpose: string;
  id: string;
}

type Source = { verified?: Verified };

/** `VerifyOtpPayload.data`: read only when selected, and only of a token that was just verified. */
export function request(ctx: Context<object, object, object, Source>) {
  const verified = ctx.source?.verified;
  if (!verified) runtime.earlyReturn(null);
  const { tenant, subject, purpose } = verified as Verified;
  return { operation: "GetItem", key: dataKey(tenant, subject, purpose), consistentRead: true };
}

/** What an earlier token left behind is not this one's. */
export function response(ctx: Context<object, object, object, Source>) {
  if (ctx.error) tableFailed(ctx.error);
  const item = ctx.result;
  return item && item.id === ctx.source?.verified?.id ? JSON.parse(item.data) : null;
}
