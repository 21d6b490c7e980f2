import { sendEmail } from "../ses.ts";
import type { Message } from "./render.ts";
import type { MessageSettings } from "./settings.ts";
import { publish } from "./sns.ts";

/** The provider's id of an accepted message, or the name of the error and whether a second try may succeed. */
export type Delivery = { providerId: string } | { error: string; retryable: boolean };

/**
 * Hands a message to SNS or SES. Never rejects. Each provider's client is made when its first message comes, and kept. (Its
 * code is loaded at the start: loading it later made the first message later by as much, and the bundle 50 KB larger.)
 *
 * @param country ISO 3166
 * @param signal aborts the delivery
 */
export async function deliver(
  message: Message,
  country: string,
  settings: MessageSettings,
  signal: AbortSignal,
): Promise<Delivery> {
  try {
    const providerId: string | undefined =
      message.channel === "SMS"
        ? await publish(message, country, settings.sms, signal)
        : await sendEmail(message, settings.email, signal);
    return providerId ? { providerId } : { error: "NoMessageId", retryable: true };
  } catch (error) {
    return { error: (error as Error).name, retryable: mayPass(error as ProviderError) };
  }
}

type ProviderError = Error & { $metadata?: { httpStatusCode?: number } };

/** Throttling, whatever its status: both services answer it with a 400. */
const THROTTLED = /throttl|TooManyRequests|RequestLimitExceeded|SlowDown/i;

/** Whether a second try may succeed: yes after no answer, an incomplete one, a service in trouble or throttling; no after a refusal. */
function mayPass({ name, $metadata }: ProviderError): boolean {
  const status = $metadata?.httpStatusCode;
  return (
    status === undefined || status < 300 || status >= 500 || status === 408 || status === 429 || THROTTLED.test(name)
  );
}
