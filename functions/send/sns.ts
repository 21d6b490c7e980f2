import { type MessageAttributeValue, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { clientConfig } from "../sdk.ts";
import type { Message } from "./render.ts";
import type { SendSettings } from "./settings.ts";

let client: SNSClient | undefined;

/**
 * Sends an SMS.
 *
 * @param country ISO 3166
 * @returns SNS's id of the message, if the answer has one
 * @throws Error of SNS, with the SDK's name of the error
 */
export async function publish(
  message: Message & { channel: "SMS" },
  country: string,
  settings: SendSettings["sms"],
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  client ??= new SNSClient(clientConfig());
  const { MessageId } = await client.send(
    new PublishCommand({
      PhoneNumber: message.to,
      Message: message.text,
      MessageAttributes: attributesOf(settings, country),
    }),
    { abortSignal },
  );
  return MessageId;
}

function attributesOf(sms: SendSettings["sms"], country: string): Record<string, MessageAttributeValue> {
  const { senderId, originationNumber, maxPriceUsd, entityId, templateId } = sms;
  const values: [name: string, value: string | number | undefined][] = [
    ["AWS.SNS.SMS.SMSType", "Transactional"],
    ["AWS.SNS.SMS.SenderID", senderId],
    ["AWS.SNS.SMS.MaxPrice", maxPriceUsd],
    ["AWS.MM.SMS.OriginationNumber", originationNumber],
    // Only India's register of senders needs these.
    ["AWS.MM.SMS.EntityId", country === "IN" ? entityId : undefined],
    ["AWS.MM.SMS.TemplateId", country === "IN" ? templateId : undefined],
  ];
  return Object.fromEntries(
    values
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name,
        { DataType: typeof value === "number" ? "Number" : "String", StringValue: `${value}` },
      ]),
  );
}
