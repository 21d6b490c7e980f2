import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import type { Baked } from "../settings/schema.ts";
import { asciiAddress, mailbox } from "./email-address.ts";
import { clientConfig } from "./sdk.ts";

/** An e-mail, without its sender's address. */
export interface Email {
  to: string;
  /** What the sender is called where the settings have no name. */
  sender: string;
  subject: string;
  text: string;
  html: string;
  /** One for each thing that is told, so that clients do not fold two of them into one conversation. Nothing can be told from it. */
  reference: string;
}

let client: SESv2Client | undefined;

/**
 * Sends an e-mail. Its headers say that a machine made it, which keeps automatic answers away (RFC 3834, section 5; Exchange has a header of
 * its own).
 *
 * @returns SES's id of the message, if the answer has one
 * @throws Error of SES, with the SDK's name of the error
 */
export async function sendEmail(
  email: Email,
  { from, fromName, replyTo }: Baked<["email"]>["email"],
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  client ??= new SESv2Client(clientConfig());
  const { MessageId } = await client.send(
    new SendEmailCommand({
      FromEmailAddress: mailbox(fromName ?? email.sender, from),
      Destination: { ToAddresses: [asciiAddress(email.to)] },
      ReplyToAddresses: replyTo === undefined ? undefined : [replyTo],
      // The stack sets it on AWS; on one machine it is left out.
      ConfigurationSetName: process.env.CONFIGURATION_SET,
      Content: {
        Simple: {
          Subject: utf8(email.subject),
          Body: { Text: utf8(email.text), Html: utf8(email.html) },
          Headers: [
            { Name: "Auto-Submitted", Value: "auto-generated" },
            { Name: "X-Auto-Response-Suppress", Value: "All" },
            { Name: "X-Entity-Ref-ID", Value: email.reference },
          ],
        },
      },
    }),
    { abortSignal },
  );
  return MessageId;
}

const utf8 = (Data: string) => ({ Data, Charset: "UTF-8" });
