import { type ProtocolOptions, type QueryInput, queryProtocol, WireError, type WireHandler } from "../wire/index.ts";
import type { Inbox } from "./inbox.ts";
import { textOf, textsOf } from "./query-values.ts";
import { readAccountAttributes, readMessageAttributes } from "./sms-attributes.ts";

const MAX_CHARACTERS = 1_600;
const E164 = /^\+[1-9]\d{6,14}$/;

export interface SnsOptions extends ProtocolOptions {
  inbox: Inbox;
  /** Numbers, in E.164, that have opted out of messages. */
  optedOut: ReadonlySet<string>;
  /** The account's SMS attributes. SetSMSAttributes changes this object in place. */
  smsAttributes: Record<string, string>;
  /** Called after the account's attributes changed. */
  onChange(): void;
}

/**
 * The part of SNS that sends text messages: Publish to a phone number, SetSMSAttributes and GetSMSAttributes. There are no
 * topics, and a message keeps the attributes that it was sent with: the account's defaults are not added.
 */
export function createSns({ inbox, optedOut, smsAttributes, onChange, ...options }: SnsOptions): WireHandler {
  return queryProtocol({
    ...options,
    namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
    operations: {
      Publish(input) {
        const { to, text } = readSms(input);
        const attributes = readMessageAttributes(input.MessageAttributes);
        // [?] SNS's wording is not known.
        if (optedOut.has(to)) throw new WireError("OptedOut", `The phone number ${to} is opted out.`);
        return { MessageId: inbox.add({ channel: "SMS", to, subject: null, text, html: null, attributes }) };
      },
      SetSMSAttributes(input) {
        Object.assign(smsAttributes, readAccountAttributes(input.attributes));
        onChange();
        return {};
      },
      GetSMSAttributes(input) {
        const names = textsOf(input.attributes);
        const entries = Object.entries(smsAttributes);
        return { attributes: new Map(names.length ? entries.filter(([name]) => names.includes(name)) : entries) };
      },
    },
  });
}

const invalid = (what: string) => new WireError("InvalidParameter", `Invalid parameter: ${what}`);

function readSms(input: QueryInput): { to: string; text: string } {
  if (input.TopicArn || input.TargetArn) throw new WireError("NotFound", "Topic does not exist", 404);
  const to = textOf(input.PhoneNumber);
  if (!to) throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
  if (!E164.test(to)) throw invalid(`PhoneNumber Reason: ${to} is not valid to publish to`);
  const text = textOf(input.Message);
  if (!text) throw invalid("Empty message");
  if (text.length > MAX_CHARACTERS) throw invalid("Message too long");
  if (input.MessageStructure === "json") throw invalid("MessageStructure Reason: the stand-in takes only plain text");
  return { to, text };
}
