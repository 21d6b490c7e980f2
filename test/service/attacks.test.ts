import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { itemsOf, person } from "./person.ts";
import { stepUp } from "./step-up.ts";
import { CANCEL, REQUEST, startTestService, type TestService } from "./support.ts";

/** Attacks that reviewers tried, a test for each. Guessing (S07, S08) is in `brute-force.test.ts`. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    destinations: {
      allow: [
        { prefix: "+44", country: "GB" },
        { prefix: "+1", country: "US" },
      ],
    },
  });
});
afterAll(() => service.stop());

describe("guesses", () => {
  test("S03 a repeated right guess is answered for a minute after the token's end, and never again", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const again = () => someone.check(id, someone.code(), { idempotencyKey: "k" });
    expect((await again()).status).toBe("VERIFIED");
    service.advance(301);
    expect((await again()).status).toBe("VERIFIED");
    service.advance(60);
    expect((await again()).status).toBe("EXPIRED");
  });
});

describe("destinations", () => {
  test.each([
    ["Jersey, under Great Britain's prefix", "+447797712345"],
    ["a personal number", "+447012345678"],
    ["Guam, under the United States' prefix", "+16712345678"],
    ["a premium rate", "+19005551234"],
  ])("S19 %s: DestinationNotAllowed, and slot and counters as they were", async (_, destination) => {
    const someone = person(service, { channel: "SMS", destination });
    expect((await someone.ask()).errors).toMatchObject([{ errorType: "DestinationNotAllowed" }]);
    const { login, ...others } = await itemsOf(service, someone.subject);
    expect(login?.live?.BOOL ?? false).toBe(false);
    for (const { total } of Object.values(others)) expect(total?.N).toBe("0");
  });

  test("that are invalid cost nothing when taking the request back meets a conflict: the error says to ask again", async () => {
    const someone = person(service, { channel: "SMS", destination: "+12025550" });
    service.endpoint.api.faults.inject({
      dataSource: "Tokens",
      operation: "TransactWriteItems",
      after: 1,
      times: 1,
      kind: "conflict",
    });
    expect((await someone.ask()).errors).toMatchObject([{ errorType: "Conflict" }]);
  });
});

describe("what the payer reads", () => {
  const asking = (payee: string) =>
    service.backend()(REQUEST, {
      input: {
        channel: "EMAIL",
        subject: "payer",
        destination: "payer@example.com",
        transaction: { amount: "1.00", currency: "EUR", payee },
      },
    });
  test.each([
    ["a space", " "],
    ["a Hangul filler", "\u3164"],
    ["a joiner", "\u034f"],
    ["the Braille blank", "\u2800"],
    ["a letter behind an override", "\u202eA"],
    ["a full-width dot", "evil\uff0ecom"],
    ["an ideographic full stop", "evil\u3002com"],
    ["a one-dot leader", "bit\u2024ly/x"],
    ["a scheme", "https://x"],
  ])("S38 cannot be %s", async (_, payee) => {
    expect((await asking(payee)).errors).toMatchObject([
      { errorType: "InvalidInput", errorInfo: { field: "transaction.payee" } },
    ]);
  });
});

describe("subjects", () => {
  test.each([
    ["half a surrogate pair", "\ud800"],
    ["a null byte", "a\u0000b"],
    ["a line break", "a\nb"],
  ])("S37 with %s are InvalidInput", async (_, subject) => {
    const { errors } = await service.backend()(REQUEST, {
      input: { channel: "EMAIL", subject, destination: "x@example.com" },
    });
    expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "subject" } }]);
  });

  test("with separators in them do not reach another's slot", async () => {
    const plain = person(service, { subject: "a" });
    const odd = person(service, { subject: "a|s|a#data|login" });
    const [one, other] = [await plain.token(), await odd.token()];
    expect(one.id).not.toBe(other.id);
    expect((await plain.check(other.id, odd.code())).status).toBe("EXPIRED");
    expect((await odd.check(other.id, odd.code())).status).toBe("VERIFIED");
  });
});

test("an operator cancels a token of the tenant that it names; no other caller may name a tenant", async () => {
  const someone = person(service, { subject: "in-shop" });
  const { id } = await someone.token();
  const input = { id, subject: "in-shop", tenant: "role:shop" };
  const operator = await service.operator();
  const user = await service.user();
  expect((await user(CANCEL, { input })).errors).toMatchObject([{ errorType: "Unauthorized" }]);
  expect((await service.backend(1)(CANCEL, { input })).errors).toMatchObject([{ errorType: "Unauthorized" }]);
  const stepUpToken = await stepUp(service, operator);
  expect((await operator(CANCEL, { input: { ...input, stepUpToken } })).data.cancelOtp.token).toMatchObject({
    id,
    status: "CANCELED",
  });
});
