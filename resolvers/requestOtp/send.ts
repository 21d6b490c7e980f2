import type { Context } from "@aws-appsync/utils";
import type { MessageOrder, OrderOutcome } from "../../order.ts";
import type { Asked } from "./input.ts";
import type { NewSlot } from "./next.ts";

/** Orders the message. The function derives the code by itself: it is not in here, and does not come back. */
export function request(ctx: Context) {
  const { asked, slot } = ctx.stash as { asked: Asked; slot: NewSlot };
  const order: MessageOrder = {
    tenant: slot.tenant,
    subject: slot.subject,
    purpose: slot.sk,
    id: slot.id,
    transaction: asked.transaction,
    channel: slot.channel,
    destination: slot.dest,
    locale: asked.locale,
    codeLength: slot.length,
    alphabet: slot.alphabet,
    message: asked.message,
    expiresAt: slot.expAt,
  };
  return { operation: "Invoke", payload: order };
}

/** A function that failed is noted and not raised: the next step has to write down that nothing was delivered. */
export function response(ctx: Context) {
  const failed: OrderOutcome = { status: "FAILED", mac: "-", retryable: true };
  const outcome = ctx.error ? failed : ((ctx.result ?? failed) as OrderOutcome);
  const known = ["SENT", "FAILED", "INVALID"].indexOf(outcome.status) >= 0;
  ctx.stash.outcome = known ? outcome : failed;
  return null;
}
