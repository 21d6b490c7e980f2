import {
  GetSMSAttributesCommand,
  InvalidParameterException,
  InvalidParameterValueException,
  NotFoundException,
  OptedOutException,
  PublishCommand,
  SetSMSAttributesCommand,
  SNSClient,
  ThrottledException,
} from "@aws-sdk/client-sns";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type MessagesServer, startMessages } from "../../../local/messages/index.ts";

const TO = "+12025550123";
const NOW = Date.UTC(2030, 0, 2, 3, 4, 5);

let server: MessagesServer;
let sns: SNSClient;
const optedOut = new Set<string>();

beforeAll(async () => {
  server = await startMessages({ clock: () => NOW, optedOut });
  sns = clientOf(server);
});

afterAll(async () => {
  sns.destroy();
  await server.close();
});

beforeEach(() => server.inbox.clear());

const clientOf = ({ snsUrl }: MessagesServer, maxAttempts = 1) =>
  new SNSClient({
    endpoint: snsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
    maxAttempts,
  });

const publish = (input: Partial<PublishCommand["input"]> = {}, client = sns) =>
  client.send(new PublishCommand({ PhoneNumber: TO, Message: "Your code is 012345", ...input }));

const string = (StringValue: string) => ({ DataType: "String", StringValue });

describe("Publish", () => {
  test("a message arrives in the inbox under the id that the sender receives", async () => {
    const text = "Your code:\n012345\n\n<b>&amp; 'quotes' \"here\" – رمزك 🔑";
    const { MessageId } = await publish({ Message: text });
    expect(server.inbox.list()).toEqual([
      { id: MessageId, channel: "SMS", to: TO, subject: null, text, html: null, sentAt: "2030-01-02T03:04:05.000Z" },
    ]);
  });

  test("the message attributes are kept with the message", async () => {
    const { MessageId } = await publish({
      MessageAttributes: {
        "AWS.SNS.SMS.SMSType": string("Transactional"),
        "AWS.SNS.SMS.SenderID": string("Example-1"),
        "AWS.SNS.SMS.MaxPrice": { DataType: "Number", StringValue: "0.50" },
        "AWS.MM.SMS.OriginationNumber": string("+12025550100"),
        "AWS.MM.SMS.EntityId": string("1101234567890123456"),
        "AWS.MM.SMS.TemplateId": string("1107654321098765432"),
        campaign: string("any other"),
      },
    });
    expect(server.inbox.find(MessageId ?? "")?.attributes).toEqual({
      "AWS.SNS.SMS.SMSType": "Transactional",
      "AWS.SNS.SMS.SenderID": "Example-1",
      "AWS.SNS.SMS.MaxPrice": "0.50",
      "AWS.MM.SMS.OriginationNumber": "+12025550100",
      "AWS.MM.SMS.EntityId": "1101234567890123456",
      "AWS.MM.SMS.TemplateId": "1107654321098765432",
      campaign: "any other",
    });
  });

  test.each(["", "12025550123", "+1202", "+0123456789", "+1202555012345678", "+1 202 555 0123"])(
    "'%s' is not a phone number",
    async (PhoneNumber) => {
      await expect(publish({ PhoneNumber })).rejects.toThrow(InvalidParameterException);
      expect(server.inbox.list()).toEqual([]);
    },
  );

  test("the error for a malformed number names it as SNS does", async () => {
    await expect(publish({ PhoneNumber: "+1202" })).rejects.toThrow(
      "Invalid parameter: PhoneNumber Reason: +1202 is not valid to publish to",
    );
  });

  test("an empty message is refused", async () => {
    await expect(publish({ Message: "" })).rejects.toThrow(InvalidParameterException);
  });

  test("a message may have up to 1,600 characters", async () => {
    await publish({ Message: "x".repeat(1_600) });
    await expect(publish({ Message: "x".repeat(1_601) })).rejects.toThrow(InvalidParameterException);
    expect(server.inbox.list()).toHaveLength(1);
  });

  test.each([
    ["AWS.SNS.SMS.SMSType", "transactional"],
    ["AWS.SNS.SMS.SenderID", "123456"],
    ["AWS.SNS.SMS.SenderID", "TwelveLetter"],
    ["AWS.SNS.SMS.MaxPrice", "cheap"],
    ["AWS.MM.SMS.OriginationNumber", "+1"],
    ["AWS.MM.SMS.EntityId", "1".repeat(51)],
  ])("%s cannot be '%s'", async (name, value) => {
    const error = await publish({ MessageAttributes: { [name]: string(value) } }).catch((error) => error);
    expect(error).toBeInstanceOf(InvalidParameterException);
    expect(error.message).toContain(name);
  });

  test("a message attribute needs a type and a value", async () => {
    for (const attribute of [string(""), { DataType: "", StringValue: "x" }]) {
      const refused = publish({ MessageAttributes: { campaign: attribute } });
      await expect(refused).rejects.toThrow(InvalidParameterValueException);
    }
  });

  test("a number that opted out gets no message", async () => {
    optedOut.add("+12025550199");
    await expect(publish({ PhoneNumber: "+12025550199" })).rejects.toThrow(OptedOutException);
    await publish();
    expect(server.inbox.list().map(({ to }) => to)).toEqual([TO]);
  });

  test("there are no topics", async () => {
    const topic = { PhoneNumber: undefined, TopicArn: "arn:aws:sns:us-east-1:123456789012:news" };
    await expect(publish(topic)).rejects.toThrow(NotFoundException);
    await expect(publish({ PhoneNumber: undefined })).rejects.toThrow("TopicArn or TargetArn");
    await expect(publish({ MessageStructure: "json", Message: '{"default":"x"}' })).rejects.toThrow("MessageStructure");
  });
});

describe("faults", () => {
  test("throttling is an error of its own type, and nothing arrives", async () => {
    server.faults.inject({ operation: "Publish", errorType: "Throttled", status: 429, times: 1 });
    await expect(publish()).rejects.toThrow(ThrottledException);
    expect(server.inbox.list()).toEqual([]);
  });

  test("a client that retries succeeds after throttling", async () => {
    const patient = clientOf(server, 3);
    server.faults.inject({ operation: "Publish", errorType: "Throttling", message: "Rate exceeded", times: 1 });
    await publish({}, patient);
    patient.destroy();
    expect(server.inbox.list()).toHaveLength(1);
  });

  test("a permanent fault stays until it is removed", async () => {
    const lift = server.faults.inject({ operation: "Publish", errorType: "AuthorizationError", status: 403 });
    await expect(publish()).rejects.toThrow();
    await expect(publish()).rejects.toThrow();
    lift();
    await publish();
    expect(server.inbox.list()).toHaveLength(1);
  });

  test("a connection that drops before anything is done leaves the inbox as it was", async () => {
    server.faults.inject({ operation: "Publish", drop: true, times: 1 });
    await expect(publish()).rejects.toThrow();
    expect(server.inbox.list()).toEqual([]);
  });

  test("a lost answer makes a client that retries send twice", async () => {
    const patient = clientOf(server, 2);
    server.faults.inject({ operation: "Publish", drop: "afterwards", times: 1 });
    await publish({}, patient);
    patient.destroy();
    expect(server.inbox.list().map(({ text }) => text)).toEqual(["Your code is 012345", "Your code is 012345"]);
  });

  test("a late answer still arrives", async () => {
    server.faults.inject({ operation: "Publish", delayMilliseconds: 50, times: 1 });
    const { MessageId } = await publish();
    expect(server.inbox.find(MessageId ?? "")).toBeDefined();
  });
});

describe("the account's attributes", () => {
  test("can be read back, all of them or only the named ones", async () => {
    await sns.send(new SetSMSAttributesCommand({ attributes: { MonthlySpendLimit: "10" } }));
    await sns.send(
      new SetSMSAttributesCommand({ attributes: { DefaultSMSType: "Transactional", MonthlySpendLimit: "20" } }),
    );
    const all = await sns.send(new GetSMSAttributesCommand({}));
    expect(all.attributes).toEqual({ MonthlySpendLimit: "20", DefaultSMSType: "Transactional" });
    const named = await sns.send(new GetSMSAttributesCommand({ attributes: ["DefaultSMSType", "DefaultSenderID"] }));
    expect(named.attributes).toEqual({ DefaultSMSType: "Transactional" });
    expect(server.snapshot().smsAttributes).toEqual({ MonthlySpendLimit: "20", DefaultSMSType: "Transactional" });
  });

  test.each([
    ["MonthlySpendLimit", "lots"],
    ["DeliveryStatusIAMRole", "role"],
    ["DeliveryStatusSuccessSamplingRate", "101"],
    ["DefaultSMSType", "Urgent"],
    ["NoSuchAttribute", "1"],
  ])("%s cannot be '%s'", async (name, value) => {
    const refused = sns.send(new SetSMSAttributesCommand({ attributes: { [name]: value } }));
    await expect(refused).rejects.toThrow(InvalidParameterException);
  });
});
