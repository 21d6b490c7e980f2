import { type QueryValue, WireError } from "../wire/index.ts";
import { fieldsOf, textOf } from "./query-values.ts";

const SMS_TYPE = /^(Promotional|Transactional)$/;
/** 1 to 11 letters, digits and hyphens, with at least one letter. */
const SENDER_ID = /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/;

/** The message attributes that SNS knows. It keeps others unchecked. */
const KNOWN_OF_MESSAGE = new Map([
  ["AWS.SNS.SMS.SMSType", SMS_TYPE],
  ["AWS.SNS.SMS.SenderID", SENDER_ID],
  ["AWS.SNS.SMS.MaxPrice", /^\d+(\.\d+)?$/],
  ["AWS.MM.SMS.OriginationNumber", /^\+?\d{5,14}$/],
  ["AWS.MM.SMS.EntityId", /^.{1,50}$/],
  ["AWS.MM.SMS.TemplateId", /^.{1,50}$/],
]);

/** All attributes of an account. */
const KNOWN_OF_ACCOUNT = new Map([
  ["MonthlySpendLimit", /^\d+$/],
  ["DeliveryStatusIAMRole", /^(arn:[^:]+:iam::\d{12}:role\/.+)?$/],
  ["DeliveryStatusSuccessSamplingRate", /^(\d{1,2}|100)$/],
  ["DefaultSenderID", SENDER_ID],
  ["DefaultSMSType", SMS_TYPE],
  ["UsageReportS3Bucket", /^[a-z0-9.-]{3,63}$/],
]);

// [?] SNS's wording is not known.
const invalidValue = (name: string) =>
  new WireError("InvalidParameter", `Invalid parameter: ${name} Reason: invalid value`);

/**
 * Reads the message attributes of a Publish, by name.
 *
 * @throws WireError for an attribute without type or value, or with a value that SNS refuses
 */
export function readMessageAttributes(input: QueryValue | undefined): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [name, attribute] of Object.entries(fieldsOf(input))) {
    const { DataType, StringValue } = fieldsOf(attribute);
    if (!textOf(DataType)) throw incomplete(name, "type");
    const value = textOf(StringValue);
    if (!value) throw incomplete(name, "value");
    if (KNOWN_OF_MESSAGE.get(name)?.test(value) === false) throw invalidValue(name);
    attributes[name] = value;
  }
  return attributes;
}

const incomplete = (name: string, what: string) =>
  new WireError(
    "ParameterValueInvalid",
    `The message attribute '${name}' must contain non-empty message attribute ${what}.`,
  );

/**
 * Reads the account attributes of a SetSMSAttributes, by name.
 *
 * @throws WireError for an unknown name, or a value that SNS refuses
 */
export function readAccountAttributes(input: QueryValue | undefined): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [name, given] of Object.entries(fieldsOf(input))) {
    const value = textOf(given) ?? "";
    if (!KNOWN_OF_ACCOUNT.get(name)?.test(value)) throw invalidValue(name);
    attributes[name] = value;
  }
  return attributes;
}
