import type { SendRequest } from "../../contract/send-request.ts";
import { referenceTo } from "../reference.ts";
import type { Email } from "../ses.ts";
import { contentOf } from "./content.ts";
import { emailHtml, emailText } from "./email.ts";
import type { MessageSettings } from "./settings.ts";
import { smsText } from "./sms.ts";

/** A message for SNS or SES. */
export type Message = { channel: "SMS"; to: string; text: string } | ({ channel: "EMAIL" } & Email);

/**
 * Renders the message of a send request.
 *
 * @param now milliseconds since the epoch
 */
export function render(request: SendRequest, code: string, settings: MessageSettings, now: number): Message {
  const { channel, destination: to } = request;
  const content = contentOf(request, code, settings, now);
  if (channel === "SMS") return { channel, to, text: smsText(content) };
  const subject = content.words.subject(content.service);
  const { service: sender } = content;
  const reference = referenceTo(request.id);
  return { channel, to, sender, subject, reference, text: emailText(content), html: emailHtml(content, subject) };
}
