import { type ProtocolOptions, type QueryInput, queryProtocol, WireError, type WireHandler } from "../wire/index.ts";
import type { Inbox } from "./inbox.ts";
import { textOf, textsOf } from "./query-fields.ts";
import { readAccountAttributes, readMessageAttributes } from "./sms-attributes.ts";

const MAX_CHARACTERS = 1_600;
const E164 = /^\+[1-9]\d{6,14}$/;

export interface SnsOptions extends ProtocolOptions {
  inbox: Inbox;
  /** Numbers, in E.164, that want no messages any more. */
  optedOut: ReadonlySet<string>;
  /** The account's attributes as they were set. SetSMSAttributes replaces its entries. */
  smsAttributes: Record<string, string>;
  /** Told after the account's attributes changed. */
  onChange(): void;
}

/**
 * SNS as far as it sends text messages: Publish to a phone number, SetSMSAttributes, GetSMSAttributes. There are no topics,
 * and a message keeps the attributes that it was sent with: the account's defaults are not added.
 */
export function createSns({ inbox, optedOut, smsAttributes, onChange, ...options }: SnsOptions): WireHandler {
  return queryProtocol({
    ...options,
    namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
    operations: {
      Publish(input) {
        const { to, text } = readSms(input);
        const attributes = readMessageAttributes(input.MessageAttributes);
        // [?] How SNS words it.
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
  if (input.MessageStructure === "json") throw invalid("MessageStructure Reason: plain text alone is taken here");
  return { to, text };
}
