import type { SendOutcome, SendRequest } from "../../contract/order.ts";
import { budget } from "./deadline.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { deriveCode } from "./derive.ts";
import { countryOf } from "./destination.ts";
import { macOf } from "./mac.ts";
import { render } from "./render.ts";
import { report } from "./report.ts";
import { bakedSettings } from "./settings.ts";

const settings = bakedSettings();

/**
 * Sends one order's code: derives it, makes its mac, renders the message, hands it to SNS or SES.
 *
 * @param context Lambda's
 * @returns what came of it; never the code, nor where it went
 * @throws Error when KMS gives no code or mac: then nothing was sent
 */
export async function handler(
  order: SendRequest,
  context: { getRemainingTimeInMillis(): number },
): Promise<SendOutcome> {
  const place = countryOf(order);
  if ("refused" in place) {
    report(order, { outcome: "NOT_ALLOWED", country: place.refused });
    return { status: "NOT_ALLOWED" };
  }
  if ("reason" in place) {
    report(order, { outcome: "INVALID", error: place.reason });
    return { status: "INVALID", field: "destination", reason: place.reason };
  }
  const signal = AbortSignal.timeout(budget(context.getRemainingTimeInMillis()));
  const { code, mac } = await codeAndMac(order, place.country, signal);
  const message = render(order, code, settings, Date.now());
  const delivery = await deliver(message, place.country, settings, signal);
  return outcomeOf(order, place.country, mac, delivery);
}

async function codeAndMac(order: SendRequest, country: string, signal: AbortSignal) {
  try {
    const code = await deriveCode(order, signal);
    return { code, mac: await macOf(order, code, signal) };
  } catch (error) {
    report(order, { outcome: "ERROR", country, error: (error as Error).name });
    throw error;
  }
}

function outcomeOf(order: SendRequest, country: string, mac: string, delivery: Delivery): SendOutcome {
  if ("error" in delivery) {
    report(order, { outcome: "FAILED", country, error: delivery.error });
    return { status: "FAILED", mac, retryable: delivery.retryable };
  }
  report(order, { outcome: "SENT", country });
  return { status: "SENT", mac, providerId: delivery.providerId };
}
