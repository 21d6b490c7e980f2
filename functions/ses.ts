import { SESClient, SendEmailCommand } from "@aws-sdk/client-ses";
import type { Baked } from "../settings/schema.ts";
import { clientConfig } from "./sdk.ts";

/** An e-mail, without its sender. */
export interface Email {
  to: string;
  subject: string;
  text: string;
  html: string;
}

let client: SESClient | undefined;

/**
 * Sends an e-mail.
 *
 * @returns SES's id of the message, if the answer has one
 * @throws Error of SES, with the SDK's name of the error
 */
export async function sendEmail(
  email: Email,
  { from, replyTo }: Baked<["email"]>["email"],
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  client ??= new SESClient(clientConfig());
  const { MessageId } = await client.send(
    new SendEmailCommand({
      Source: from,
      Destination: { ToAddresses: [email.to] },
      ReplyToAddresses: replyTo === undefined ? undefined : [replyTo],
      // The stack sets it on AWS; on one machine it is left out.
      ConfigurationSetName: process.env.CONFIGURATION_SET,
      Message: {
        Subject: utf8(email.subject),
        Body: { Text: utf8(email.text), Html: utf8(email.html) },
      },
    }),
    { abortSignal },
  );
  return MessageId;
}

const utf8 = (Data: string) => ({ Data, Charset: "UTF-8" });
