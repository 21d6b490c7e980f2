import { ACTIVATION_CODE_LENGTH } from "../../contract/api-clients.ts";
import { activationDerivationText, activationText, KEY_VERSION } from "../../contract/mac-text.ts";
import type { ActivationRequest, SendOutcome } from "../../contract/send-request.ts";
import { variable } from "../environment.ts";
import { generateMac } from "../kms.ts";
import { activationEmail } from "./activation-email.ts";
import { deliver } from "./deliver.ts";
import { codeOf } from "./derive.ts";
import { outcomeOf, report } from "./report.ts";
import type { MessageSettings } from "./settings.ts";

const COUNTED = { channel: "EMAIL", purpose: "activation" } as const;

/**
 * Sends the activation code of an API client, derived and compared as one-time passwords are.
 *
 * @returns the outcome; it holds neither the code nor the address
 * @throws Error when KMS gives no code or MAC: then nothing was sent
 */
export async function sendActivation(
  request: ActivationRequest,
  settings: MessageSettings,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const { code, mac } = await codeAndMac(request, signal).catch((error: Error) => {
    report(COUNTED, { outcome: "ERROR", error: error.name });
    throw error;
  });
  const message = { channel: COUNTED.channel, ...activationEmail(request, code, settings) };
  return outcomeOf(COUNTED, mac, await deliver(message, "none", settings, signal));
}

async function codeAndMac(request: ActivationRequest, signal: AbortSignal) {
  const key = (use: "CODE" | "CHECK") => variable(`${use}_KEY_${KEY_VERSION}`);
  const derived = await generateMac(key("CODE"), activationDerivationText(request), signal);
  const code = codeOf(Buffer.from(derived, "base64"), ACTIVATION_CODE_LENGTH, "ALPHANUMERIC");
  return { code, mac: await generateMac(key("CHECK"), activationText(request.clientId, code), signal) };
}
