import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApiClient } from "../../contract/api-clients.ts";
import { changeClient, newClient, signedCaller } from "./api-client.ts";
import { person, toNextWindow } from "./person.ts";
import { type Caller, codeIn, REQUEST, startTestService, type TestService, VERIFY } from "./support.ts";

/** What an API client may do in requestOtp, and the tenant of a role, which the settings restrict likewise. */

const DAY = 86_400;
const SITES = [{ host: "shop.example" }, { host: "app.shop.example", androidHash: "FA+9qCX9VSu" }];
const RESTRICTED = { purposes: ["login", "payment"], countries: ["DE"], sites: SITES };
const TRANSACTION = { amount: "12.50", currency: "EUR", payee: "Shop" };
const GERMAN = "+4915123456789";
const AMERICAN = "+12025550177";

let service: TestService;
/** Two tenants of each kind, the first with `RESTRICTED`, the second has to name payments. */
let tenants: Record<string, [restricted: Caller, paying: Caller]>;
beforeAll(async () => {
  service = await startTestService({
    destinations: {
      allow: [
        { prefix: "+1", country: "US" },
        { prefix: "+49", country: "DE" },
      ],
    },
    sms: { host: "login.example" },
    backends: { restricted: "shop", paying: "bank", free: "free" },
    tenants: { shop: RESTRICTED, bank: { transactionRequired: true } },
  });
  tenants = {
    "API clients": [await client(RESTRICTED), await client({ transactionRequired: true })],
    "tenants of roles": [service.backend(0), service.backend(1)],
  };
});
beforeEach(() => toNextWindow(service, DAY));
afterAll(() => service.stop());

const client = async (given: Partial<ApiClient>) => signedCaller(service, await newClient(service, given));
const callsOf = () => service.traces.at(-1)?.calls.length;
const bySms = (caller: Caller, destination = GERMAN) => person(service, { caller, channel: "SMS", destination });
const lastLine = (to: string) => service.lastMessageTo(to).text.split("\n").at(-1);

describe.each(["API clients", "tenants of roles"])("%s", (kind) => {
  const restricted = () => (tenants[kind] as [Caller, Caller])[0];
  const paying = () => (tenants[kind] as [Caller, Caller])[1];

  test("F28 ask codes for the purposes that they may, and for no other", async () => {
    const someone = person(service, { caller: restricted() });
    expect((await someone.ask({ purpose: "verify-contact" })).errors).toMatchObject([
      { errorType: "InvalidInput", errorInfo: { field: "purpose", reason: "NOT_FOR_THIS_TENANT" } },
    ]);
    expect(callsOf()).toBe(0);
    for (const purpose of ["login", "payment"]) await someone.token({ purpose });
  });

  test("S19 send SMS to the countries that they may, of those that the settings allow", async () => {
    expect((await bySms(restricted(), AMERICAN).ask()).errors).toMatchObject([{ errorType: "DestinationNotAllowed" }]);
    expect(callsOf()).toBe(0);
    expect((await bySms(restricted(), "+33612345678").ask()).errors).toMatchObject([
      { errorType: "DestinationNotAllowed" },
    ]);
    await bySms(restricted()).token();
    await bySms(paying(), AMERICAN).token({ transaction: TRANSACTION });
  });

  test("F28 have to name the payment where they are told so", async () => {
    const someone = person(service, { caller: paying() });
    for (const transaction of [undefined, null]) {
      expect((await someone.ask({ transaction })).errors).toMatchObject([
        { errorType: "InvalidInput", errorInfo: { field: "transaction", reason: "REQUIRED" } },
      ]);
      expect(callsOf()).toBe(0);
    }
    await someone.token({ transaction: TRANSACTION });
  });

  test("S48 have their codes filled in by the site that a request names, by their first one, and by no other", async () => {
    const someone = bySms(restricted());
    await someone.token();
    const code = codeIn(service.lastMessageTo(GERMAN).text);
    expect(lastLine(GERMAN)).toBe(`@shop.example #${code}`);
    service.advance(31);
    await someone.token({ site: "app.shop.example" });
    // The site is no part of the token: the same code came again.
    expect(service.lastMessageTo(GERMAN).text.split("\n").slice(-2)).toEqual([
      "FA+9qCX9VSu",
      `@app.shop.example #${code}`,
    ]);
    for (const site of ["login.example", "shop.example.evil.example", ""]) {
      expect((await someone.ask({ site })).errors, site).toMatchObject([
        { errorType: "InvalidInput", errorInfo: { field: "site", reason: "UNKNOWN" } },
      ]);
    }
  });

  test("S42 an idempotency key stands for the site, too", async () => {
    const someone = bySms(restricted());
    await someone.token({ idempotencyKey: "k", site: "shop.example" });
    await someone.token({ idempotencyKey: "k" });
    expect((await someone.ask({ idempotencyKey: "k", site: "app.shop.example" })).errors).toMatchObject([
      { errorType: "IdempotencyMismatch" },
    ]);
  });
});

test("S48 two tenants have one host each, the pool has its own, and no tenant without a site gets any", async () => {
  const bank = await client({ sites: [{ host: "bank.example" }] });
  const [shop] = tenants["API clients"] as [Caller, Caller];
  const hosts: string[] = [];
  for (const caller of [shop, bank, await client({}), service.backend(2)]) {
    await bySms(caller).token();
    hosts.push(/@(\S+) #/.exec(service.lastMessageTo(GERMAN).text)?.[1] ?? "none");
    service.advance(DAY);
  }
  const user = await service.user();
  expect((await user(REQUEST, { input: { channel: "SMS" } })).errors).toBeUndefined();
  hosts.push(/@(\S+) #/.exec(service.lastMessageTo("+12025550123").text)?.[1] ?? "none");
  expect(hosts).toEqual(["shop.example", "bank.example", "none", "none", "login.example"]);
});

describe("the daily budget of a tenant", () => {
  /** Sends to one person after another until a request is refused. @returns how many were sent, and the refusal */
  async function sendUntilRefused(caller: Caller) {
    for (let sent = 0; ; sent++) {
      const { errors } = await person(service, { caller }).ask();
      if (errors) return { sent, error: errors[0] };
    }
  }

  test.each([1, 4, 5, 8, 9, 17, 30])(
    "S20 of %i messages four fifths go to whoever asks, and not one more",
    async (dailySends) => {
      const caller = await client({ dailySends });
      const { sent, error } = await sendUntilRefused(caller);
      expect(sent).toBe(dailySends - Math.floor(dailySends / 5));
      expect(error).toMatchObject({ errorType: "Throttled", errorInfo: { limit: "TENANT", retryAfterSeconds: DAY } });
      service.advance(DAY);
      await person(service, { caller }).token();
    },
  );

  test("S20 counts the same for the tenant of a role", async () => {
    const own = await startTestService({ tenants: { shop: { dailySends: 3 } } });
    for (let n = 0; n < 3; n++) await person(own).token();
    expect((await person(own).ask()).errors).toMatchObject([{ errorInfo: { limit: "TENANT" } }]);
    await person(own, { caller: own.backend(1) }).token();
    await own.stop();
  });

  test("F30 every answer says how much is left of it", async () => {
    const caller = await client({ dailySends: 10 });
    for (const remaining of [7, 6]) {
      const { data } = await person(service, { caller }).ask();
      const resetsAt = new Date(service.now() - (service.now() % (DAY * 1000)) + DAY * 1000).toISOString();
      expect(data.requestOtp.limits.at(-1)).toEqual({ name: "TENANT", limit: 8, remaining, resetsAt });
    }
  });

  test("S20 S39 a fifth is kept for known devices: whoever has only passwords cannot use it up", async () => {
    const caller = await client({ dailySends: 10 });
    const known = person(service, { caller });
    const { id } = await known.token();
    const input = { id, subject: known.subject, code: known.code() };
    const { data } = await caller(VERIFY.replace("status", "status deviceToken"), { input });
    const { deviceToken } = data.verifyOtp;
    expect((await sendUntilRefused(caller)).sent).toBe(7);
    expect((await known.ask({ purpose: "payment" })).errors).toMatchObject([{ errorInfo: { limit: "TENANT" } }]);
    for (const purpose of ["login", "payment"]) await known.token({ purpose, deviceToken });
    expect((await known.ask({ purpose: "verify-contact", deviceToken })).errors).toMatchObject([
      { errorInfo: { limit: "TENANT" } },
    ]);
  });

  test("S20 of many requests at once none gets past it, and those that were in each other's way may ask again", async () => {
    const caller = await client({ dailySends: 20 });
    const outcomes: string[] = [];
    const people = Array.from({ length: 30 }, () => person(service, { caller }));
    for (let round = 0; round < 30 && people.length > 0; round++) {
      const answers = await Promise.all(people.map((someone) => someone.ask()));
      const again = people.filter((_, n) => answers[n]?.errors?.[0]?.errorType === "Conflict");
      outcomes.push(
        ...answers
          .filter(({ errors }) => errors?.[0]?.errorType !== "Conflict")
          .map(({ errors }) => errors?.[0]?.errorInfo.limit ?? "sent"),
      );
      people.splice(0, people.length, ...again);
    }
    expect(people).toEqual([]);
    expect(outcomes.filter((outcome) => outcome === "sent")).toHaveLength(16);
    expect(outcomes.filter((outcome) => outcome === "TENANT")).toHaveLength(14);
  });

  test("S20 a budget that is lowered ends at once, and one that is raised goes on", async () => {
    const key = await newClient(service, { dailySends: 10 });
    const caller = signedCaller(service, key);
    for (let n = 0; n < 6; n++) await person(service, { caller }).token();
    await changeClient(service, key.clientId, { dailySends: 5 });
    expect((await sendUntilRefused(caller)).sent).toBe(0);
    await changeClient(service, key.clientId, { dailySends: 15 });
    expect((await sendUntilRefused(caller)).sent).toBe(6);
  });

  test("F16 what cannot have reached anybody is not counted: a number that nobody has, and a repeated key", async () => {
    const caller = await client({ dailySends: 3 });
    for (let n = 0; n < 5; n++) {
      expect((await bySms(caller, "+12025550").ask()).errors).toMatchObject([{ errorType: "InvalidInput" }]);
    }
    const someone = person(service, { caller });
    for (let n = 0; n < 5; n++) await someone.token({ idempotencyKey: "k" });
    expect((await sendUntilRefused(caller)).sent).toBe(2);
  });
});
