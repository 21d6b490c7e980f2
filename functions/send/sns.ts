import { type MessageAttributeValue, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { getCountryCallingCode, isSupportedCountry } from "libphonenumber-js/max";
import { clientConfig } from "../sdk.ts";
import type { Message } from "./render.ts";
import type { MessageSettings } from "./settings.ts";

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
  settings: MessageSettings["sms"],
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

/** Countries where a sender's name is refused: SMS have to come from a number there. */
const NO_NAMES = ["US", "PR", "VI", "GU", "AS", "MP", "CA"];

function attributesOf(sms: MessageSettings["sms"], country: string): Record<string, MessageAttributeValue> {
  const { senderId, originationNumber, maxPriceUsd, entityId, templateId } = sms;
  const isFromNumber = originationNumber !== undefined && isHome(originationNumber, country);
  const values: [name: string, value: string | number | undefined][] = [
    ["AWS.SNS.SMS.SMSType", "Transactional"],
    ["AWS.SNS.SMS.SenderID", isFromNumber || NO_NAMES.includes(country) ? undefined : senderId],
    ["AWS.SNS.SMS.MaxPrice", maxPriceUsd],
    ["AWS.MM.SMS.OriginationNumber", isFromNumber ? originationNumber : undefined],
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

/** Whether a number of the account is one of a country: by its calling code, and a short code is taken for one of the United States. */
function isHome(number: string, country: string): boolean {
  if (!number.startsWith("+")) return country === "US";
  return isSupportedCountry(country) && number.startsWith(`+${getCountryCallingCode(country)}`);
}
