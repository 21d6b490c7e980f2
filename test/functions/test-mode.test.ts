import { expect, test } from "vitest";
import type { AuditEvent } from "../../contract/events.ts";
import { macText } from "../../contract/mac-text.ts";
import type { SendRequest } from "../../contract/send-request.ts";
import { noticeOf } from "../../functions/stream/notices.ts";
import type { StreamRecord } from "../../functions/stream/record.ts";
import { aSendRequest, checkMac, settings, startSend } from "./support.ts";

/** Test mode in the send function, as a stage has it and as one machine does. */

const CODE = "847291";
const NUMBER = "+12025550147";
const ENDS = Date.UTC(2027, 1, 1) / 1000;
const SENDING = settings({
  testMode: {
    destinations: [
      { destination: NUMBER, code: CODE, expires: "2027-01-31" },
      { destination: "review@example.com", code: CODE, expires: "2027-01-31" },
    ],
  },
});
const LOCALLY = { DELIVER_TESTS: "true" };
const aTest = (more: Partial<SendRequest> = {}) =>
  aSendRequest({ destination: NUMBER, test: true, expiresAt: ENDS - 60, ...more });
const asMail = { channel: "EMAIL", destination: "review@example.com", countries: [] as string[] } as const;

test.each([
  ["SMS", aTest()],
  ["EMAIL", aTest(asMail)],
])(
  "at a stage nothing is sent for a fixed code, by %s neither: it is answered as sent, with the MAC of the code",
  async (_, request) => {
    const { send, inbox, logs } = await startSend({ sending: SENDING });
    expect(await send(request)).toEqual({
      status: "SENT",
      mac: checkMac(macText(request, CODE)),
      providerId: "test-mode",
    });
    expect(inbox()).toEqual([]);
    const lines = logs.map((line) => JSON.parse(line));
    expect(lines).toEqual([expect.objectContaining({ outcome: "TEST", purpose: "login", testCodes: 1 })]);
    // It is no message, so that neither limits of costs nor the alarm of an outage count it.
    expect(lines[0]).not.toHaveProperty("requested");
    expect(logs.join()).not.toMatch(new RegExp(`${CODE}|0147|review`));
  },
);

test("on one machine its message is delivered, to be looked at in the inbox", async () => {
  const { send, inbox } = await startSend({ sending: SENDING, environment: LOCALLY });
  expect(await send(aTest())).toMatchObject({ status: "SENT" });
  expect(inbox()[0]?.text).toContain(`${CODE} is your Example sign-in code.`);
});

test.each<[string, Partial<SendRequest>]>([
  ["the step does not say that it is a test", { test: false }],
  ["the destination is not named", { destination: "+12025550148" }],
  ["the code's last day is over before the token is", { expiresAt: ENDS + 1 }],
  ["the purpose steps up", { purpose: "manage-account" }],
  ["the purpose changes an address", { purpose: "contact-change" }],
  ["the purpose resets a password", { purpose: "password-reset" }],
  ["it confirms a payment", { transaction: { amount: "5.00", currency: "EUR", payee: "Shop" } }],
  ["the code is to be longer", { codeLength: 8 }],
  ["the code is to have letters", { alphabet: "ALPHANUMERIC" }],
])("S01 the function gives no fixed code away, and sends a derived one, where %s", async (_, more) => {
  const { send, inbox } = await startSend({ sending: SENDING });
  const request = aTest(more);
  const { status, mac } = (await send(request)) as { status: string; mac: string };
  expect(status).toBe("SENT");
  expect(mac).not.toBe(checkMac(macText(request, CODE)));
  expect(inbox()).toHaveLength(1);
  expect(inbox()[0]?.text).not.toContain(CODE);
});

test("S17 without a MAC by KMS there is no fixed code either", async () => {
  const { invoke, kms, inbox } = await startSend({ sending: SENDING, environment: LOCALLY });
  kms.faults.inject({ errorType: "KMSInternalException", status: 500 });
  expect(await invoke(aTest())).not.toHaveProperty("payload");
  expect(inbox()).toEqual([]);
});

test("at a stage nobody is told by e-mail of what happens in a test, and others are", () => {
  const event = (marked: boolean): AuditEvent => ({
    id: "0".repeat(32),
    type: "device.added",
    time: "2026-12-01T00:00:00.000Z",
    result: "SUCCESS",
    tenant: "pool",
    subject: "s",
    operator: null,
    deviceId: "0".repeat(16),
    expiresAt: "2027-03-01T00:00:00.000Z",
    test: marked,
  });
  const record = { dynamodb: {} } as StreamRecord;
  expect(noticeOf(event(true), record)).toBeNull();
  expect(noticeOf(event(false), record)).toMatchObject({ occasion: "NEW_DEVICE" });
});
