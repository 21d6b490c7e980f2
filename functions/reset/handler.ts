import { decoyText } from "../../contract/mac-text.ts";
import { PASSWORD_RESET } from "../../contract/purposes.ts";
import type { ResetFollowUp } from "../../contract/resets.ts";
import type { SendRequest } from "../../contract/send-request.ts";
import { keyOf } from "../environment.ts";
import { generateMac } from "../kms.ts";
import { timeLeft } from "../send/deadline.ts";
import { deliver } from "../send/deliver.ts";
import { deriveCode } from "../send/derive.ts";
import { macOf } from "../send/mac.ts";
import { render } from "../send/render.ts";
import { outcomeOf, report } from "../send/report.ts";
import { countMessage } from "./count.ts";
import { type Recipient, recipientOf } from "./recipient.ts";
import { record } from "./record.ts";
import { bakedSettings } from "./settings.ts";

const settings = bakedSettings();

/**
 * Follows a request for a password reset up, while nobody waits: finds out whether the name is somebody's, makes a code and its MAC, or a MAC that no
 * code has, counts the destination, records in the slot, and sends only if both held. Every name has the same calls up to there.
 *
 * @param context Lambda's
 * @throws Error of Cognito, KMS or DynamoDB: then nothing is sent, every guess is wrong, and nothing is tried again
 */
export async function handler(followUp: ResetFollowUp, context: { getRemainingTimeInMillis(): number }): Promise<null> {
  const signal = AbortSignal.timeout(timeLeft(context.getRemainingTimeInMillis()));
  const counted = { channel: followUp.channel, purpose: PASSWORD_RESET };
  try {
    const recipient = await recipientOf(followUp, settings, signal);
    const request = sendRequestOf(followUp, recipient);
    const code = await deriveCode(request, signal);
    const mac = await (recipient === null
      ? generateMac(keyOf("CHECK", followUp.id), decoyText(request), signal)
      : macOf(request, code, signal));
    const isCounted = await countMessage(followUp, recipient, settings, signal);
    const isRecorded = await record(followUp, recipient, mac, signal);
    if (recipient === null || !isCounted || !isRecorded) {
      report(counted, { outcome: "NOT_ALLOWED" });
      return null;
    }
    const message = render(request, code, settings, followUp.requestedAt * 1000);
    outcomeOf(counted, mac, await deliver(message, recipient.country, settings, signal), recipient.country);
    return null;
  } catch (error) {
    // The SDK's message may hold the name that was looked up.
    const { name } = error as Error;
    report(counted, { outcome: "ERROR", error: name });
    throw new Error(name);
  }
}

/** The message as the send function would be asked for it. The code hangs on the name that was typed, the token and nothing else. */
function sendRequestOf(followUp: ResetFollowUp, recipient: Recipient | null): SendRequest {
  const { lane, id, channel, codeLength, alphabet, locale, expiresAt } = followUp;
  const { host, androidHash } = settings.sms;
  return {
    tenant: lane.tenant,
    subject: lane.subject,
    purpose: PASSWORD_RESET,
    id,
    transaction: null,
    channel,
    destination: recipient?.destination ?? "",
    countries: [],
    locale: locale ?? recipient?.locale ?? null,
    codeLength,
    alphabet,
    message: null,
    site: host === undefined && androidHash === undefined ? null : { host, androidHash },
    expiresAt,
    test: false,
  };
}
