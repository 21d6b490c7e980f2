import type { ActivationRequest, SendOutcome, SendRequest } from "../../contract/send-request.ts";
import { sendActivation } from "./activation.ts";
import { timeLeft } from "./deadline.ts";
import { deliver } from "./deliver.ts";
import { deriveCode } from "./derive.ts";
import { countryOf } from "./destination.ts";
import { hasLink } from "./links.ts";
import { macOf } from "./mac.ts";
import { render } from "./render.ts";
import { outcomeOf, report, reportTest } from "./report.ts";
import { bakedSettings } from "./settings.ts";
import { isDelivered, testCodeOf } from "./test-code.ts";

const settings = bakedSettings();

/**
 * Sends a code, or the activation code of an API client: derives it, makes its MAC, renders the message and hands it to SNS or SES.
 *
 * @param context Lambda's
 * @returns the outcome; it holds neither the code nor the destination
 * @throws Error when KMS gives no code or MAC: then nothing was sent
 */
export async function handler(
  request: SendRequest | ActivationRequest,
  context: { getRemainingTimeInMillis(): number },
): Promise<SendOutcome> {
  const signal = AbortSignal.timeout(timeLeft(context.getRemainingTimeInMillis()));
  return "kind" in request ? sendActivation(request, settings, signal) : sendCode(request, signal);
}

async function sendCode(request: SendRequest, signal: AbortSignal): Promise<SendOutcome> {
  if (request.transaction && hasLink(request.transaction.payee)) {
    report(request, { outcome: "INVALID", error: "URL" });
    return { status: "INVALID", field: "transaction.payee", reason: "URL" };
  }
  const checked = countryOf(request, settings);
  if ("refused" in checked) {
    report(request, { outcome: "NOT_ALLOWED", country: checked.refused });
    return { status: "NOT_ALLOWED" };
  }
  if ("reason" in checked) {
    report(request, { outcome: "INVALID", error: checked.reason });
    return { status: "INVALID", field: "destination", reason: checked.reason };
  }
  const testCode = testCodeOf(request, settings.testMode);
  const { code, mac } = await codeAndMac(request, testCode, checked.country, signal);
  if (testCode !== null) reportTest(request);
  if (!isDelivered(testCode)) return { status: "SENT", mac, providerId: NOT_DELIVERED };
  const message = render(request, code, settings, Date.now());
  const delivery = await deliver(message, checked.country, settings, signal);
  return outcomeOf(request, mac, delivery, checked.country);
}

/** Stands for the provider's id of a message that no provider was given. */
const NOT_DELIVERED = "test-mode";

async function codeAndMac(request: SendRequest, testCode: string | null, country: string, signal: AbortSignal) {
  try {
    const code = testCode ?? (await deriveCode(request, signal));
    return { code, mac: await macOf(request, code, signal) };
  } catch (error) {
    report(request, { outcome: "ERROR", country, error: (error as Error).name });
    throw error;
  }
}
