import {
  ConfigurationSetDoesNotExistException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  SESClient,
  SendEmailCommand,
  type SendEmailCommandInput,
} from "@aws-sdk/client-ses";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type MessagesServer, startMessages } from "../../../local/messages/index.ts";

const SOURCE = "Example <codes@example.com>";
const TO = "user@example.org";

let server: MessagesServer;
let ses: SESClient;

beforeAll(async () => {
  server = await startMessages({
    clock: () => 0,
    region: "eu-central-1",
    verifiedIdentities: ["Example.com", "only.this@example.net", "broken.example"],
    configurationSets: ["codes"],
    failingMailFrom: ["broken.example"],
  });
  ses = new SESClient({
    endpoint: server.sesUrl,
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  ses.destroy();
  await server.close();
});

beforeEach(() => server.inbox.clear());

const message = (text: string | undefined, html?: string) => ({
  Subject: { Data: "Your code" },
  Body: {
    Text: text === undefined ? undefined : { Data: text },
    Html: html === undefined ? undefined : { Data: html },
  },
});

const send = (input: Partial<SendEmailCommandInput> = {}) =>
  ses.send(
    new SendEmailCommand({
      Source: SOURCE,
      Destination: { ToAddresses: [TO] },
      Message: message("Your code is 012345"),
      ...input,
    }),
  );

describe("SendEmail (v1)", () => {
  test("an e-mail arrives with its text and HTML under the id that the sender receives", async () => {
    const html = '<p dir="rtl">رمزك &amp; <b>012345</b></p>';
    const { MessageId } = await send({ Message: message("رمزك\n012345", html) });
    expect(server.inbox.list()).toEqual([
      {
        id: MessageId,
        channel: "EMAIL",
        to: TO,
        subject: "Your code",
        text: "رمزك\n012345",
        html,
        sentAt: "1970-01-01T00:00:00.000Z",
      },
    ]);
  });

  test("the envelope of an e-mail is kept with it", async () => {
    const { MessageId } = await send({
      Destination: {
        ToAddresses: [TO, "b@example.org"],
        CcAddresses: ["c@example.org"],
        BccAddresses: ["d@example.org"],
      },
      ReplyToAddresses: ["help@elsewhere.example"],
      ReturnPath: "bounces@example.com",
      ConfigurationSetName: "codes",
      Tags: [{ Name: "purpose", Value: "login" }],
    });
    const kept = server.inbox.find(MessageId ?? "");
    expect(kept?.to).toBe(`${TO}, b@example.org, c@example.org, d@example.org`);
    expect(kept?.attributes).toEqual({
      source: SOURCE,
      toAddresses: [TO, "b@example.org"],
      ccAddresses: ["c@example.org"],
      bccAddresses: ["d@example.org"],
      replyToAddresses: ["help@elsewhere.example"],
      returnPath: "bounces@example.com",
      configurationSetName: "codes",
      tags: { purpose: "login" },
      headers: {},
    });
  });

  test("an e-mail needs only one part of the body", async () => {
    await send({ Message: message("text alone") });
    await send({ Message: message(undefined, "<p>HTML alone</p>") });
    expect(server.inbox.list().map(({ text, html }) => [text, html])).toEqual([
      ["", "<p>HTML alone</p>"],
      ["text alone", null],
    ]);
    await expect(send({ Message: message(undefined) })).rejects.toThrow("'body'");
    await expect(send({ Message: undefined })).rejects.toThrow("'subject'");
    await expect(send({ Source: undefined })).rejects.toThrow("'source'");
  });

  test.each(["x@example.com", "x@mail.EXAMPLE.com", "only.this@Example.NET"])("%s may send", async (Source) => {
    await send({ Source });
    expect(server.inbox.list()).toHaveLength(1);
  });

  test.each(["x@example.org", "x@notexample.com", "other@example.net", "Only.This@example.net"])(
    "%s may not send, because it is not verified",
    async (Source) => {
      const error = await send({ Source }).catch((error) => error);
      expect(error).toBeInstanceOf(MessageRejected);
      expect(error.message).toBe(
        `Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ${Source}`,
      );
      expect(server.inbox.list()).toEqual([]);
    },
  );

  test("the return path must be verified, too", async () => {
    await expect(send({ ReturnPath: "x@example.org" })).rejects.toThrow(MessageRejected);
  });

  test("the configuration set must exist", async () => {
    await expect(send({ ConfigurationSetName: "other" })).rejects.toThrow(ConfigurationSetDoesNotExistException);
  });

  test("a failing MAIL FROM domain has its own error type", async () => {
    await expect(send({ Source: "x@broken.example" })).rejects.toThrow(MailFromDomainNotVerifiedException);
  });

  test.each([
    ["somebody", "Missing final '@domain'"],
    ["some body@example.org", "Local address contains control or whitespace"],
    ["bücher@example.org", "Local address contains control or whitespace"],
    ["a@", "Missing domain"],
    ["a@bücher.example", "Domain contains control or whitespace"],
  ])("'%s' is not an address: %s", async (address, reason) => {
    const error = await send({ Destination: { ToAddresses: [address] } }).catch((error) => error);
    expect([error.name, error.message]).toEqual(["InvalidParameterValue", reason]);
  });

  test("an e-mail has at least one and at most fifty recipients", async () => {
    await expect(send({ Destination: { ToAddresses: [] } })).rejects.toThrow("Missing required header 'To'.");
    const many = Array.from({ length: 51 }, (_, index) => `a${index}@example.org`);
    await send({ Destination: { ToAddresses: many.slice(1) } });
    await expect(send({ Destination: { ToAddresses: many } })).rejects.toThrow("Recipient count exceeds 50.");
  });

  test.each(["success", "bounce", "complaint", "ooto", "suppressionlist"])(
    "%s@simulator.amazonses.com is accepted as a recipient",
    async (name) => {
      await send({ Destination: { ToAddresses: [`${name}@simulator.amazonses.com`] } });
      expect(server.inbox.list()).toHaveLength(1);
    },
  );

  test("throttling is an error of its own type, and nothing arrives", async () => {
    server.faults.inject({ operation: "SendEmail", errorType: "Throttling", message: "Rate exceeded.", times: 1 });
    await expect(send()).rejects.toMatchObject({ name: "Throttling" });
    expect(server.inbox.list()).toEqual([]);
  });
});

describe("SendEmail (v2)", () => {
  const body = {
    FromEmailAddress: SOURCE,
    Destination: { ToAddresses: [TO] },
    ReplyToAddresses: ["help@example.com"],
    ConfigurationSetName: "codes",
    EmailTags: [{ Name: "purpose", Value: "login" }],
    Content: { Simple: { Subject: { Data: "Your code" }, Body: { Text: { Data: "012345" }, Html: { Data: "<b>" } } } },
  };

  const sendRaw = async (input: unknown) => {
    const response = await fetch(`${server.url}/v2/email/outbound-emails`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    const type = response.headers.get("x-amzn-errortype");
    return { status: response.status, type, answer: (await response.json()) as Record<string, string> };
  };

  test("an e-mail arrives as with v1", async () => {
    const { status, answer } = await sendRaw(body);
    expect(status).toBe(200);
    expect(server.inbox.find(answer.MessageId ?? "")).toMatchObject({
      channel: "EMAIL",
      to: TO,
      subject: "Your code",
      text: "012345",
      html: "<b>",
      attributes: { source: SOURCE, configurationSetName: "codes", tags: { purpose: "login" } },
    });
  });

  test.each([
    ["an unverified sender", { FromEmailAddress: "x@example.org" }, 400, "MessageRejected"],
    ["an unknown configuration set", { ConfigurationSetName: "other" }, 404, "NotFoundException"],
    ["no address", { Destination: { ToAddresses: ["somebody"] } }, 400, "BadRequestException"],
    ["no sender", { FromEmailAddress: undefined }, 400, "BadRequestException"],
    ["a sender that is not a string", { FromEmailAddress: 1 }, 400, "BadRequestException"],
    ["a template", { Content: { Template: { TemplateName: "x" } } }, 400, "BadRequestException"],
  ])("%s is refused", async (_case, change, status, type) => {
    expect(await sendRaw({ ...body, ...change })).toMatchObject({ status, type });
    expect(server.inbox.list()).toEqual([]);
  });

  test("throttling is an error of its own type", async () => {
    server.faults.inject({ operation: "SendEmail", errorType: "TooManyRequestsException", status: 429, times: 1 });
    expect(await sendRaw(body)).toMatchObject({ status: 429, type: "TooManyRequestsException" });
  });
});
