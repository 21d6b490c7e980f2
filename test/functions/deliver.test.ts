import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { timeLeft } from "../../functions/send/deadline.ts";
import type { WireFault } from "../../local/wire/index.ts";
import { aSendRequest, settings, startSend } from "./support.ts";

const SMS = aSendRequest();
const EMAIL = aSendRequest({ channel: "EMAIL", destination: "user@example.com" });
const MAC = expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/);
const failed = (retryable: boolean) => ({ status: "FAILED", mac: MAC, retryable });

describe("a delivery", () => {
  let shared: Awaited<ReturnType<typeof startSend>>;
  beforeAll(async () => {
    shared = await startSend({}, afterAll);
  });
  afterEach(() => shared.messages.inbox.clear());
  const inject = (fault: WireFault) => onTestFinished(shared.messages.faults.inject(fault));

  test.each([
    ["SMS", "throttled", SMS, { errorType: "Throttled", status: 400 }],
    ["SMS", "throttled otherwise", SMS, { errorType: "ThrottlingException", status: 400 }],
    ["SMS", "met by an error of SNS's own", SMS, { errorType: "InternalError", status: 500 }],
    ["SMS", "cut off", SMS, { drop: true }],
    ["e-mail", "throttled", EMAIL, { errorType: "Throttling", status: 400 }],
    ["e-mail", "met by an error of SES's own", EMAIL, { errorType: "ServiceUnavailable", status: 503 }],
    ["e-mail", "cut off", EMAIL, { drop: true }],
  ])("by %s that is %s for long may do later", async (_, __, request, fault) => {
    inject(fault);
    expect(await shared.send(request)).toEqual(failed(true));
    expect(shared.inbox()).toEqual([]);
  });

  test.each([
    ["SMS", "InternalError", SMS, { errorType: "InternalError", status: 500 }],
    ["SMS", "a cut connection", SMS, { drop: true }],
    ["e-mail", "throttling", EMAIL, { errorType: "Throttling", status: 400 }],
  ])("by %s is tried a second time after %s", async (_, __, request, fault) => {
    inject({ ...fault, times: 1 });
    expect(await shared.send(request)).toMatchObject({ status: "SENT" });
    expect(shared.inbox()).toHaveLength(1);
  });

  test("is not tried a third time", async () => {
    inject({ errorType: "InternalError", status: 500, times: 2 });
    expect(await shared.send(SMS)).toEqual(failed(true));
  });

  test.each([
    ["SMS", "OptedOut", SMS, 400],
    ["SMS", "InvalidParameter", SMS, 400],
    ["SMS", "AuthorizationError", SMS, 403],
    ["e-mail", "MessageRejected", EMAIL, 400],
    ["e-mail", "MailFromDomainNotVerifiedException", EMAIL, 400],
    ["e-mail", "AccountSendingPausedException", EMAIL, 400],
  ])("by %s that is refused for good (%s) is not tried again, nor worth it", async (_, errorType, request, status) => {
    inject({ errorType, status, times: 1 });
    expect(await shared.send(request)).toEqual(failed(false));
    expect(shared.inbox()).toEqual([]);
  });

  test("to somebody who wants no messages, and from somebody who is not verified, is refused for good", async () => {
    const refused = await startSend({
      sending: settings({ email: { from: "codes@elsewhere.example" } }),
      messages: { optedOut: new Set([SMS.destination]) },
    });
    expect(await refused.send(SMS)).toEqual(failed(false));
    expect(await refused.send(EMAIL)).toEqual(failed(false));
  });

  test("whose answer is lost has come or not: the mac is there for either", async () => {
    inject({ drop: "afterwards" });
    expect(await shared.send(SMS)).toEqual(failed(true));
    expect(new Set(shared.inbox().map(({ text }) => text)).size).toBe(1);
  });
});

describe("the time that a send request may take", () => {
  test("is under 10 seconds in all, and ends before Lambda ends the function", () => {
    expect([30_000, 10_000, 3_000, 100].map(timeLeft)).toEqual([9_500, 9_500, 2_500, 0]);
  });

  test("ends a delivery that takes too long: it may do later", async () => {
    const { send, messages } = await startSend({ fn: { timeoutSeconds: 1.2 } });
    messages.faults.inject({ delayMilliseconds: 60_000 });
    const start = performance.now();
    expect(await send(SMS)).toEqual(failed(true));
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("ends a wait for KMS: nothing is sent", async () => {
    const { invoke, kms, inbox } = await startSend({ fn: { timeoutSeconds: 1.2 } });
    kms.faults.inject({ delayMilliseconds: 60_000 });
    expect(await invoke(SMS)).toMatchObject({ errorType: "AbortError" });
    expect(inbox()).toEqual([]);
  });
});

describe("S13 what a function leaves behind", () => {
  test("logs the outcome of a send request, and never the code, the destination, the subject or the text", async () => {
    const { invoke, messages, kms, logs, inbox } = await startSend();
    const transaction = { amount: "250.00", currency: "EUR", payee: "Canary Ltd" };
    const whose = { subject: "canary-subject", transaction, codeLength: 16, alphabet: "ALPHANUMERIC" } as const;
    const sms = aSendRequest({ ...whose, message: "canary-text {code}" });
    const email = aSendRequest({ ...whose, channel: "EMAIL", destination: "canary@example.com" });
    const answers = [await invoke(sms), await invoke(email)];
    const codes = inbox().map(({ text }) => text.match(/[0-9A-Z]{16}/)?.[0] as string);
    messages.faults.inject({ errorType: "InvalidParameter", message: "canary@example.com 1234", times: 2 });
    answers.push(await invoke(sms), await invoke(email));
    messages.faults.inject({ drop: true, times: 2 });
    answers.push(await invoke(sms));
    answers.push(await invoke({ ...sms, destination: "+12025550" }));
    kms.faults.inject({ errorType: "AccessDeniedException", message: "canary", times: 1 });
    answers.push(await invoke(sms));

    expect(codes).toHaveLength(2);
    const left = JSON.stringify([answers, logs]);
    for (const secret of [...codes, "canary", "Canary", "+12025550", "250.00", sms.id])
      expect(left).not.toContain(secret);
    const line = { channel: "SMS", country: "US", purpose: "login" };
    expect(logs.map((text) => JSON.parse(text))).toMatchObject([
      { ...line, outcome: "SENT", requested: 1, delivered: 1, failed: 0 },
      { ...line, channel: "EMAIL", country: "none", outcome: "SENT" },
      { ...line, outcome: "FAILED", error: "InvalidParameterException", requested: 1, delivered: 0, failed: 1 },
      { ...line, channel: "EMAIL", country: "none", outcome: "FAILED", error: "InvalidParameter" },
      { ...line, outcome: "FAILED" },
      {
        ...line,
        country: "none",
        outcome: "INVALID",
        error: "NOT_A_PHONE_NUMBER",
        requested: 1,
        delivered: 0,
        failed: 0,
      },
      { ...line, outcome: "ERROR", error: "AccessDeniedException", failed: 1 },
    ]);
    expect(JSON.parse(logs[0] as string)._aws.CloudWatchMetrics).toEqual([
      {
        Namespace: "appsync-otp",
        Dimensions: [["function"], ["function", "channel", "country"]],
        Metrics: ["requested", "delivered", "failed"].map((Name) => ({ Name, Unit: "Count" })),
      },
    ]);
  });
});
