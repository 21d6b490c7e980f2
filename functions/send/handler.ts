import type { SendOutcome, SendRequest } from "../../contract/send-request.ts";
import { timeLeft } from "./deadline.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { deriveCode } from "./derive.ts";
import { countryOf } from "./destination.ts";
import { macOf } from "./mac.ts";
import { render } from "./render.ts";
import { report } from "./report.ts";
import { bakedSettings } from "./settings.ts";

const settings = bakedSettings();

/**
 * Sends a code: derives it, makes its MAC, renders the message and hands it to SNS or SES.
 *
 * @param context Lambda's
 * @returns the outcome; it holds neither the code nor the destination
 * @throws Error when KMS gives no code or MAC: then nothing was sent
 */
export async function handler(
  request: SendRequest,
  context: { getRemainingTimeInMillis(): number },
): Promise<SendOutcome> {
  const checked = countryOf(request);
  if ("refused" in checked) {
    report(request, { outcome: "NOT_ALLOWED", country: checked.refused });
    return { status: "NOT_ALLOWED" };
  }
  if ("reason" in checked) {
    report(request, { outcome: "INVALID", error: checked.reason });
    return { status: "INVALID", field: "destination", reason: checked.reason };
  }
  const signal = AbortSignal.timeout(timeLeft(context.getRemainingTimeInMillis()));
  const { code, mac } = await codeAndMac(request, checked.country, signal);
  const message = render(request, code, settings, Date.now());
  const delivery = await deliver(message, checked.country, settings, signal);
  return outcomeOf(request, checked.country, mac, delivery);
}

async function codeAndMac(request: SendRequest, country: string, signal: AbortSignal) {
  try {
    const code = await deriveCode(request, signal);
    return { code, mac: await macOf(request, code, signal) };
  } catch (error) {
    report(request, { outcome: "ERROR", country, error: (error as Error).name });
    throw error;
  }
}

function outcomeOf(request: SendRequest, country: string, mac: string, delivery: Delivery): SendOutcome {
  if ("error" in delivery) {
    report(request, { outcome: "FAILED", country, error: delivery.error });
    return { status: "FAILED", mac, retryable: delivery.retryable };
  }
  report(request, { outcome: "SENT", country });
  return { status: "SENT", mac, providerId: delivery.providerId };
}
