import { SESClient, SendEmailCommand } from "@aws-sdk/client-ses";
import type { Message } from "./render.ts";
import { clientConfig } from "./sdk.ts";
import type { SendSettings } from "./settings.ts";

let client: SESClient | undefined;

/**
 * Sends an e-mail.
 *
 * @returns SES's id of the message, if the answer has one
 * @throws Error of SES, with the SDK's name of the error
 */
export async function sendEmail(
  message: Message & { channel: "EMAIL" },
  { from, replyTo }: SendSettings["email"],
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  client ??= new SESClient(clientConfig());
  const { MessageId } = await client.send(
    new SendEmailCommand({
      Source: from,
      Destination: { ToAddresses: [message.to] },
      ReplyToAddresses: replyTo === undefined ? undefined : [replyTo],
      // The stack sets it on AWS; on one machine it is left out.
      ConfigurationSetName: process.env.CONFIGURATION_SET,
      Message: {
        Subject: utf8(message.subject),
        Body: { Text: utf8(message.text), Html: utf8(message.html) },
      },
    }),
    { abortSignal },
  );
  return MessageId;
}

const utf8 = (Data: string) => ({ Data, Charset: "UTF-8" });
