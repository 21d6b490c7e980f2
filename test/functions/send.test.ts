import { isSignedBy, parseAmzDate, parseSignature, type SignatureClaim } from "appsync-local/sigv4";
import { type CountryCode, getCountryCallingCode } from "libphonenumber-js/max";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { derivationText, macText } from "../../contract/mac-text.ts";
import { mailboxOf } from "../../contract/mailbox.ts";
import type { SendRequest } from "../../contract/send-request.ts";
import { codeOf } from "../../functions/send/derive.ts";
import { countryOf } from "../../functions/send/destination.ts";
import { hasLink } from "../../functions/send/links.ts";
import { serveWire, type WireRequest } from "../../local/wire/index.ts";
import { aSendRequest, checkMac, codeHmac, settings, startSend } from "./support.ts";

const codeFor = (request: SendRequest) =>
  codeOf(codeHmac(derivationText(request, request.codeLength, request.alphabet)), request.codeLength, request.alphabet);
const macFor = (request: SendRequest) => checkMac(macText(request, codeFor(request)));
const E164 = { channel: "SMS", destination: "+12025550123" } as const;
const MAIL = { channel: "EMAIL", destination: "user@example.com" } as const;

describe("a send request", () => {
  test("sends the code of the code key by SMS, and answers the check key's mac and SNS's id", async () => {
    const { send, inbox } = await startSend();
    const request = aSendRequest(E164);
    const outcome = await send(request);
    const [message] = inbox();
    expect(message).toMatchObject({ channel: "SMS", to: "+12025550123" });
    expect(message?.text).toContain(`${codeFor(request)} is your Example sign-in code.`);
    expect(outcome).toEqual({ status: "SENT", mac: macFor(request), providerId: message?.id });
    expect(macFor(request)).toHaveLength(44);
  });

  test("sends by e-mail: text and HTML, from whom and with what the settings say", async () => {
    const sending = settings({
      email: { from: "codes@example.com", replyTo: "help@example.com" },
    });
    const { send, inbox } = await startSend({
      sending,
      environment: { CONFIGURATION_SET: "otp" },
      messages: { configurationSets: ["otp"] },
    });
    const request = aSendRequest({ ...MAIL, locale: "ar-EG", codeLength: 15, alphabet: "ALPHANUMERIC" });
    const outcome = await send(request);
    const [message] = inbox();
    expect(outcome).toEqual({ status: "SENT", mac: macFor(request), providerId: message?.id });
    expect(message).toMatchObject({
      channel: "EMAIL",
      to: "user@example.com",
      subject: "رمز تسجيل الدخول إلى Example",
      attributes: {
        source: '"Example" <codes@example.com>',
        toAddresses: ["user@example.com"],
        replyToAddresses: ["help@example.com"],
        configurationSetName: "otp",
        headers: {
          "Auto-Submitted": "auto-generated",
          "X-Auto-Response-Suppress": "All",
          "X-Entity-Ref-ID": expect.stringMatching(/^[0-9a-f]{32}$/),
        },
      },
    });
    expect(codeFor(request)).toMatch(/^[0-9A-HJKMNP-TV-Z]{15}$/);
    expect(message?.text.split("\n")).toContain(codeFor(request));
    expect(message?.html).toContain(codeFor(request));
  });

  test("goes to SNS with the attributes of its country: its own number, else the sender's name where one is taken; India's register", async () => {
    const sms = {
      senderId: "Example",
      originationNumber: "+12025550199",
      maxPriceUsd: 0.25,
      entityId: "1101",
      templateId: "2202",
    };
    const { send, inbox } = await startSend({ sending: settings({ sms }) });
    await send(aSendRequest(E164));
    await send(aSendRequest({ channel: "SMS", destination: "+447400123456", countries: ["GB"] }));
    await send(aSendRequest({ channel: "SMS", destination: "+919876543210", countries: ["IN"] }));
    const everywhere = { "AWS.SNS.SMS.SMSType": "Transactional", "AWS.SNS.SMS.MaxPrice": "0.25" };
    expect(inbox().map(({ attributes }) => attributes)).toEqual([
      { ...everywhere, "AWS.MM.SMS.OriginationNumber": "+12025550199" },
      { ...everywhere, "AWS.SNS.SMS.SenderID": "Example" },
      {
        ...everywhere,
        "AWS.SNS.SMS.SenderID": "Example",
        "AWS.MM.SMS.EntityId": "1101",
        "AWS.MM.SMS.TemplateId": "2202",
      },
    ]);
  });

  test("from a short code is one of the United States; a name goes neither there nor to Canada", async () => {
    const short = await startSend({ sending: settings({ sms: { senderId: "Example", originationNumber: "12345" } }) });
    await short.send(aSendRequest(E164));
    await short.send(aSendRequest({ channel: "SMS", destination: "+13682991912", countries: ["CA"] }));
    await short.send(aSendRequest({ channel: "SMS", destination: "+4915112345678", countries: ["DE"] }));
    const type = { "AWS.SNS.SMS.SMSType": "Transactional" };
    expect(short.inbox().map(({ attributes }) => attributes)).toEqual([
      { ...type, "AWS.MM.SMS.OriginationNumber": "12345" },
      type,
      { ...type, "AWS.SNS.SMS.SenderID": "Example" },
    ]);
  });

  test("is a Transactional message when the settings say nothing", async () => {
    const { send, inbox } = await startSend();
    await send(aSendRequest(E164));
    expect(inbox()[0]?.attributes).toEqual({ "AWS.SNS.SMS.SMSType": "Transactional" });
  });

  test("gives the same code and mac when it is sent again; S09, S10 others for any other binding", async () => {
    const { send, inbox } = await startSend();
    const transaction = { amount: "250.00", currency: "EUR", payee: "Shop" };
    const request = aSendRequest({ codeLength: 16, alphabet: "ALPHANUMERIC", transaction });
    const requests = [
      request,
      { ...request, expiresAt: request.expiresAt - 60, locale: "de" },
      { ...request, tenant: "role:shop" },
      { ...request, subject: "another" },
      { ...request, purpose: "payment" },
      { ...request, id: "login_another" },
      { ...request, transaction: { ...transaction, amount: "250.01" } },
      { ...request, transaction: null },
    ];
    const macs: string[] = [];
    for (const each of requests) macs.push(((await send(each)) as { mac: string }).mac);
    const codes = inbox().map(({ text }) => text.match(/[0-9A-Z]{16}/)?.[0]);
    expect([codes[1], macs[1]]).toEqual([codes[0], macs[0]]);
    expect(new Set(codes).size).toBe(requests.length - 1);
    expect(new Set(macs).size).toBe(requests.length - 1);
  });

  test("sends leading zeros", async () => {
    const { send, inbox } = await startSend();
    const requests = Array.from({ length: 100 }, (_, index) => aSendRequest({ id: `login_${index}` }));
    const request = requests.find((each) => codeFor(each).startsWith("0")) as SendRequest;
    await send(request);
    expect(inbox()[0]?.text).toMatch(new RegExp(`^${codeFor(request)} `));
  });
});

describe("a destination", () => {
  let shared: Awaited<ReturnType<typeof startSend>>;
  beforeAll(async () => {
    shared = await startSend({}, afterAll);
  });
  afterEach(() => shared.messages.inbox.clear());

  test.each([
    ["+12025550", "NOT_A_PHONE_NUMBER"],
    ["+15555555555", "NOT_A_PHONE_NUMBER"],
    ["+99912345678", "NOT_A_PHONE_NUMBER"],
    ["12025550123", "NOT_A_PHONE_NUMBER"],
    ["call +12025550123", "NOT_A_PHONE_NUMBER"],
    ["", "NOT_A_PHONE_NUMBER"],
    ["+4407911123456", "NOT_NORMAL_FORM"],
    ["+1 202 555 0123", "NOT_NORMAL_FORM"],
    ["+12025550123;ext=1", "NOT_NORMAL_FORM"],
  ])("%j is refused: %s", async (destination, reason) => {
    onTestFinished(shared.kms.faults.inject({ errorType: "KMSInternalException", status: 500 }));
    expect(await shared.send(aSendRequest({ channel: "SMS", destination }))).toEqual({
      status: "INVALID",
      field: "destination",
      reason,
    });
    expect(shared.inbox()).toEqual([]);
  });

  describe("a number that the table does not know", () => {
    const outcome = async (destination: string, countries: string[], ranges: object[] = []) => {
      const allow = countries.map((country) => ({
        prefix: `+${getCountryCallingCode(country as CountryCode)}`,
        country,
      }));
      const sending = settings({ destinations: { allow, ranges } });
      return countryOf({ channel: "SMS", destination, countries }, sending);
    };

    test.each([
      ["+14362345678", ["US"], "US"],
      ["+16243051111", ["US"], "US"],
      ["+14362345678", ["US", "CA"], "US"],
      ["+14362345678", ["CA"], "CA"],
    ])("somebody else's table is not final: %s is sent where %j are allowed", async (number, countries, country) => {
      expect(await outcome(number, countries)).toEqual({ country });
    });

    test.each([
      ["an area code that the plan keeps for a longer format", "+12922345678", ["US"]],
      ["one whose last two digits are equal", "+15555555555", ["US"]],
      ["one in reserve", "+13712345678", ["US"]],
      ["an exchange that cannot be", "+14361345678", ["US"]],
      ["premium neighbours", "+449512345678", ["GB"]],
      ["neighbours of Kazakhstan alone, or none", "+76012345678", ["RU"]],
      ["a length that its country does not have", "+1436234567", ["US"]],
      ["a calling code that there is not", "+99912345678", ["US"]],
    ])("what is unassigned stays refused: %s", async (_, number, countries) => {
      expect(await outcome(number, countries)).toEqual({ reason: "NOT_A_PHONE_NUMBER" });
    });

    test("is sent where the deployer names its range, unless it is known to cost extra", async () => {
      const ranges = [{ prefix: "+2299", country: "BJ" }];
      expect(await outcome("+22997123456", ["BJ"])).toEqual({ reason: "NOT_A_PHONE_NUMBER" });
      expect(await outcome("+22997123456", ["BJ"], ranges)).toEqual({ country: "BJ" });
      const premium = [{ prefix: "+1900", country: "US" }];
      expect(await outcome("+19005551234", ["US"], premium)).toEqual({ refused: "US" });
    });

    test.each([
      ["+590690001234", ["MF"], "MF"],
      ["+590690001234", ["BL"], "BL"],
      ["+590690001234", ["GP", "MF"], "GP"],
      ["+212528812345", ["EH"], "EH"],
    ])("valid in several countries: %s is sent where %j are allowed", async (number, countries, country) => {
      expect(await outcome(number, countries)).toEqual({ country });
    });
  });

  test.each([
    ["+24106031234", "+2416031234", "+24166031234"],
    ["+5491123456789", "+541123456789"],
    ["+5215512345678", "+525512345678"],
    ["+22997123456", "+2290197123456"],
    ["+390549886377", "+3780549886377"],
  ])("one phone, several spellings, counts as one: %s", (...spellings) => {
    expect(new Set(spellings.map((number) => mailboxOf(number, []))).size).toBe(1);
  });

  test.each([
    ["A.B.Wood", false],
    ["J.P.Morgan", false],
    ["Dr.Oetker", false],
    ["St.Müller", false],
    ["А.Б.Иванов", false],
    ["Co.,Ltd.", false],
    ["Yahoo!Inc.", false],
    ["S.p.A.", false],
    ["Booking.com", true],
    ["evil.shop", true],
    ["pay.me now", true],
    ["evil\u3002com", true],
    ["сайт.рф", true],
    ["ＥＶＩＬ．ＣＯＭ", true],
    ["(evil.zip)", true],
  ])("names of real payees: %s is what a phone makes a link of: %s", (payee, isLink) => {
    expect(hasLink(payee)).toBe(isLink);
  });

  test.each([
    ["a premium rate", "+19005551234", ["US"]],
    ["a personal number", "+447012345678", ["GB"]],
    ["a pager", "+447640123456", ["GB"]],
    ["Jersey under a prefix allowed for Great Britain", "+447797712345", ["GB"]],
    ["Kazakhstan under a prefix allowed for Russia", "+77011234567", ["RU"]],
    ["Guam under a prefix allowed for the United States", "+16712345678", ["US"]],
    ["a satellite phone, which is nowhere", "+881612345678", ["US"]],
    ["no country at all", "+12025550123", []],
  ])("S19 %s is not allowed, and nothing is sent", async (_, destination, countries) => {
    onTestFinished(shared.kms.faults.inject({ errorType: "KMSInternalException", status: 500 }));
    expect(await shared.send(aSendRequest({ channel: "SMS", destination, countries }))).toEqual({
      status: "NOT_ALLOWED",
    });
    expect(shared.inbox()).toEqual([]);
  });

  test.each([
    "user",
    "user@",
    "@example.com",
    "user@localhost",
    "a@example.com,b@example.com",
    "User <user@example.com>",
    "user@example.com\n",
    "us er@example.com",
    `${"u".repeat(65)}@example.com`,
    `u@${"e".repeat(63)}.${"e".repeat(63)}.${"e".repeat(63)}.${"e".repeat(63)}.com`,
  ])("%j is no e-mail address", async (destination) => {
    expect(await shared.send(aSendRequest({ channel: "EMAIL", destination }))).toEqual({
      status: "INVALID",
      field: "destination",
      reason: "NOT_AN_EMAIL_ADDRESS",
    });
    expect(shared.inbox()).toEqual([]);
  });

  test.each([
    ["+447400123456", "GB"],
    ["+4915112345678", "DE"],
    ["+4930123456", "DE"],
    ["+201001234567", "EG"],
    ["+971501234567", "AE"],
    ["+18765550123", "JM"],
  ])("%s is one, in %s", async (destination, country) => {
    const countries = ["US", country];
    expect(await shared.send(aSendRequest({ channel: "SMS", destination, countries }))).toMatchObject({
      status: "SENT",
    });
  });
});

describe("S17 KMS", () => {
  test("is called as its protocol has it, signed by the function's own credentials, under two keys", async () => {
    const calls: WireRequest[] = [];
    const recorder = await serveWire((call) => {
      calls.push(call);
      return { status: 200, headers: {}, body: JSON.stringify({ Mac: Buffer.alloc(32, 7).toString("base64") }) };
    });
    onTestFinished(() => recorder.close());
    const { send } = await startSend({ environment: { AWS_ENDPOINT_URL_KMS: `${recorder.url}/kms` } });
    const request = aSendRequest();
    await send(request);
    const code = codeOf(Buffer.alloc(32, 7), 6, "NUMERIC");
    expect(calls.map(({ body }) => JSON.parse(body.toString()))).toEqual(
      [
        ["code", derivationText(request, 6, "NUMERIC")],
        ["check", macText(request, code)],
      ].map(([KeyId, text]) => ({
        KeyId,
        MacAlgorithm: "HMAC_SHA_256",
        Message: Buffer.from(text as string).toString("base64"),
      })),
    );
    for (const { method, path, headers, body } of calls) {
      expect([method, path, headers["x-amz-target"]]).toEqual(["POST", "/kms", "TrentService.GenerateMac"]);
      const scope = {
        region: "us-east-1",
        service: "kms",
        credentials: { accessKeyId: "AKIASEND", secretAccessKey: "secret", sessionToken: "token" },
        date: parseAmzDate(headers["x-amz-date"]) as Date,
      };
      const claim = parseSignature(headers.authorization as string) as SignatureClaim;
      const received = { method, url: path, headers: headers as Record<string, string>, body };
      expect(await isSignedBy(received, claim, scope)).toBe(true);
    }
  });

  test.each([
    ["no mac", 200, "{}"],
    ["a mac of another length", 200, JSON.stringify({ Mac: Buffer.alloc(48).toString("base64") })],
    ["no JSON", 200, "<html>"],
    ["a mac and another status", 201, JSON.stringify({ Mac: Buffer.alloc(32).toString("base64") })],
  ])("that answers %s fails the send request, and nothing is sent", async (_, status, body) => {
    const kms = await serveWire(() => ({ status, headers: {}, body }));
    onTestFinished(() => kms.close());
    const { invoke, inbox } = await startSend({ environment: { AWS_ENDPOINT_URL_KMS: kms.url } });
    expect(await invoke(aSendRequest())).toMatchObject({ errorType: `Status${status}` });
    expect(inbox()).toEqual([]);
  });

  test("that throttles once is asked again", async () => {
    const { send, kms, inbox } = await startSend();
    kms.faults.inject({ errorType: "ThrottlingException", status: 400, times: 1 });
    kms.faults.inject({ errorType: "KMSInternalException", status: 500, times: 1, after: 1 });
    expect(await send(aSendRequest())).toMatchObject({ status: "SENT" });
    expect(inbox()).toHaveLength(1);
  });

  test.each([
    ["ThrottlingException", { errorType: "ThrottlingException" }],
    ["AccessDeniedException", { errorType: "AccessDeniedException" }],
    ["KMSInternalException", { errorType: "KMSInternalException", status: 500 }],
    ["NetworkError", { drop: true }],
  ])("that fails with %s fails the send request by that name, and nothing is sent", async (name, fault) => {
    const { invoke, kms, inbox, logs } = await startSend();
    kms.faults.inject(fault);
    expect(await invoke(aSendRequest())).toEqual({ errorType: name, errorMessage: `KMS made no Mac: ${name}` });
    expect(inbox()).toEqual([]);
    expect(logs.map((line) => JSON.parse(line))).toMatchObject([{ outcome: "ERROR", error: name, failed: 1 }]);
  });

  test("is not asked again after a refusal", async () => {
    const { invoke, kms } = await startSend();
    kms.faults.inject({ errorType: "DisabledException", times: 1 });
    expect(await invoke(aSendRequest())).toMatchObject({ errorType: "DisabledException" });
  });

  test("that is missing in the environment is named", async () => {
    const { invoke } = await startSend({ environment: { CHECK_KEY_1: "" } });
    expect(await invoke(aSendRequest())).toMatchObject({
      errorMessage: "the environment variable CHECK_KEY_1 is not set",
    });
  });
});
