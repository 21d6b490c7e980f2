import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { activate, CREATE, operatorOf, ROTATE, SHOP, UPDATE } from "./managed-clients.ts";
import { startTestService, type TestService } from "./support.ts";

/** What operators may give an API client. A field that is wrong is named with its reason, and nothing is written or sent. */

let service: TestService;
let operator: Awaited<ReturnType<typeof operatorOf>>;
beforeAll(async () => {
  service = await startTestService();
  operator = await operatorOf(service);
});
afterAll(() => service.stop());

const many = (count: number, entry: (n: number) => unknown) => Array.from({ length: count }, (_, n) => entry(n));
const sites = (...hosts: string[]) => hosts.map((host) => ({ host }));

const WRONG: [field: string, value: unknown, reason: string, named?: string][] = [
  ["name", "", "MALFORMED"],
  ["name", "   ", "MALFORMED"],
  ["name", "x".repeat(65), "MALFORMED"],
  ["name", "two\nlines", "MALFORMED"],
  ["name", "Shop\u202egnp", "MALFORMED"],
  ["name", "\u3164", "MALFORMED"],
  ["email", "", "MALFORMED"],
  ["email", "shop", "MALFORMED"],
  ["email", "a@example.com, b@example.com", "MALFORMED"],
  ["email", `${"x".repeat(64)}@${"y".repeat(63)}.${"z".repeat(63)}.${"w".repeat(63)}.com`, "MALFORMED"],
  ["purposes", [], "OUT_OF_RANGE"],
  ["purposes", many(200, (n) => `p${n}`), "OUT_OF_RANGE"],
  ["purposes", ["login", "login"], "REPEATED"],
  ["purposes", ["login", "lunch"], "UNKNOWN"],
  ["purposes", ["password-reset"], "RESERVED"],
  ["dailySends", 0, "OUT_OF_RANGE"],
  ["dailySends", -1, "OUT_OF_RANGE"],
  ["dailySends", 1_000_001, "OUT_OF_RANGE"],
  ["countries", ["US", "US"], "REPEATED"],
  ["countries", ["us"], "UNKNOWN"],
  ["countries", ["US", "DE"], "UNKNOWN"],
  ["countries", [""], "UNKNOWN"],
  ["countries", many(301, (n) => `${n}`), "OUT_OF_RANGE"],
  ["sites", sites("a.example.com", "a.example.com"), "REPEATED"],
  ["sites", many(6, (n) => ({ host: `h${n}.example.com` })), "OUT_OF_RANGE"],
  ["sites", sites("localhost"), "MALFORMED", "sites.host"],
  ["sites", sites("Shop.example.com"), "MALFORMED", "sites.host"],
  ["sites", sites("https://shop.example.com"), "MALFORMED", "sites.host"],
  ["sites", sites("shop.example.com #123456"), "MALFORMED", "sites.host"],
  ["sites", sites("a.example.com,b.example.com"), "MALFORMED", "sites.host"],
  ["sites", sites(`${"a".repeat(64)}.example.com`), "MALFORMED", "sites.host"],
  ["sites", sites(`${"a.".repeat(130)}com`), "MALFORMED", "sites.host"],
  ["sites", [{ host: "a.example.com", androidHash: "short" }], "MALFORMED", "sites.androidHash"],
  ["sites", [{ host: "a.example.com", androidHash: "FA+9qCX9VS\n" }], "MALFORMED", "sites.androidHash"],
  ["locale", "german, please", "MALFORMED"],
];

describe("a field that cannot be used as it is", () => {
  test.each(WRONG)("%s %j: %s", async (field, value, reason, named = field) => {
    const errors = [{ errorType: "InvalidInput", errorInfo: { field: named, reason } }];
    const sent = service.messages.inbox.list().length;
    const before = (await operator.list({ limit: 100 })).items;
    expect((await operator.call(CREATE, { ...SHOP, [field]: value })).errors).toMatchObject(errors);
    if (field !== "locale") {
      const change = { id: "0123456789abcdef", [field]: value };
      expect((await operator.call(UPDATE, change)).errors).toMatchObject(errors);
    }
    expect((await operator.list({ limit: 100 })).items).toEqual(before);
    expect(service.messages.inbox.list()).toHaveLength(sent);
  });

  test.each([-1, 604_801])("an overlap of %d seconds", async (overlapSeconds) => {
    const { errors } = await operator.call(ROTATE, { id: "0123456789abcdef", overlapSeconds });
    expect(errors).toMatchObject([{ errorInfo: { field: "overlapSeconds", reason: "OUT_OF_RANGE" } }]);
  });

  test.each([
    ["x".repeat(65), "TOO_LONG"],
    ["0123456789ABCDEFGHJKMNPQR", "LENGTH"],
    ["0123456789ABCDEFGHJKMNPQRST", "LENGTH"],
    ["U123456789ABCDEFGHJKMNPQRS", "CHARACTERS"],
    ["ı123456789ABCDEFGHJKMNPQRS", "CHARACTERS"],
    ["", "LENGTH"],
  ])("the activation code %s is none, which is known without a call: %s", async (code, reason) => {
    const { errors } = await activate(service, "0123456789abcdef", code);
    expect(errors).toMatchObject([{ errorInfo: { field: "activationCode", reason } }]);
    expect(service.traces.at(-1)?.calls).toEqual([]);
  });

  test.each([0, 101])("a page of %d clients", async (limit) => {
    const errors = [{ errorType: "InvalidInput", errorInfo: { field: "limit", reason: "OUT_OF_RANGE" } }];
    expect((await operator.pages({ limit })).errors).toMatchObject(errors);
  });
});

test("a page token that no page gave", async () => {
  const errors = [{ errorType: "InvalidInput", errorInfo: { field: "nextToken", reason: "MALFORMED" } }];
  expect((await operator.pages({ nextToken: "made up" })).errors).toMatchObject(errors);
});

describe("a client may have", () => {
  const RIGHT: [string, object][] = [
    ["a name of 64 characters, in any letters", { name: `Großhandel مصر ${"店".repeat(49)}` }],
    [
      "every purpose of the settings, and those that step up",
      { purposes: ["login", "payment", "verify-contact", "operator", "manage-account"] },
    ],
    ["the fewest messages", { dailySends: 1 }],
    ["the most messages", { dailySends: 1_000_000 }],
    ["no countries and no sites of its own", { countries: [], sites: [] }],
    ["five sites", { sites: many(5, (n) => ({ host: `h${n}.example.com`, androidHash: null })) }],
  ];
  test.each(RIGHT)("%s", async (_, given) => {
    expect(await operator.create(given)).toMatchObject(given);
  });

  test("what is left out: no countries, no sites, and payments without a transaction", async () => {
    const { countries: _, sites: __, transactionRequired: ___, ...least } = SHOP;
    const { client } = await operator.done(CREATE, least);
    expect(client).toMatchObject({ ...least, countries: [], sites: [], transactionRequired: false });
  });
});
