import { mailboxOf } from "../../contract/mailbox.ts";
import { emitMetrics } from "../metrics.ts";
import { sendEmail } from "../ses.ts";
import { claim, unclaim } from "./claim.ts";
import { messageOf } from "./message.ts";
import type { Notice } from "./notices.ts";
import { type Recipient, recipientOf } from "./recipient.ts";
import type { StreamSettings } from "./settings.ts";

/**
 * Tells an owner, if the mailbox has not been told yet. Never rejects: each call is tried twice, and a notice that fails is counted and
 * given up. Trying the record again would let a mail that cannot be sent hold up the records behind it, and lose their counts at last.
 */
export async function notify(notice: Notice, settings: StreamSettings, signal: AbortSignal): Promise<void> {
  try {
    const recipient = await recipientOf(notice, signal);
    if (recipient && (await tell(notice, recipient, settings, signal))) report(notice);
  } catch (error) {
    report(notice, (error as Error).name);
  }
}

/** @returns whether this call told the mailbox */
async function tell(notice: Notice, recipient: Recipient, settings: StreamSettings, signal: AbortSignal) {
  const mailbox = mailboxOf(recipient.email, settings.destinations.email);
  const claimed = { mailbox, once: notice.once, at: notice.at };
  if (!(await claim(claimed, signal))) return false;
  try {
    await sendEmail(messageOf(notice, recipient, settings), settings.email, signal);
    return true;
  } catch (error) {
    // Without an answer the mail may have gone out, and a second one must not.
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode !== undefined) await unclaim(claimed, signal);
    throw error;
  }
}

/** Says which kind of notice was sent or failed, and neither to whom nor where. */
function report({ occasion }: Notice, error?: string): void {
  emitMetrics({
    by: [],
    properties: { occasion, error },
    counts: { noticesSent: error ? 0 : 1, noticesFailed: error ? 1 : 0 },
  });
}
