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
  ...[
    "shop.example.com/events",
    "http://shop.example.com/events",
    "HTTPS://shop.example.com",
    "ftp://shop.example.com",
    "https://",
    "https://shop",
    "https://localhost/events",
    "https://shop.example.com./events",
    "https://-shop.example.com",
    "https://shop..com",
    "https://shop_1.example.com",
    "https://größe.example.com",
    "https://192.0.2.1",
    "https://2130706433",
    "https://0x7f.0.0.1",
    "https://127.1",
    "https://[2001:db8::1]",
    "https://user@shop.example.com",
    "https://user:password@shop.example.com",
    "https://shop.example.com@evil.example.com",
    "https://shop.example.com:443@evil.example.com",
    "https://shop.example.com\\@evil.example.com",
    "https://shop.example.com#fragment",
    "https://shop.example.com/events#fragment",
    "https://shop.example.com:0",
    "https://shop.example.com:65536",
    "https://shop.example.com:port",
    "https://shop.example.com:",
    "https://shop.example.com/two words",
    "https://shop.example.com/two\nlines",
    "https://shop.example.com/\r\nx: y",
    " https://shop.example.com",
    "https://shop.example.com\n",
    "http://localhost.example.com:4000",
    "http://127.0.0.2:4000",
    "http://user@127.0.0.1:4000",
    "http://127.0.0.1:4000@evil.example.com",
    `https://shop.example.com/${"x".repeat(488)}`,
  ].map((url): (typeof WRONG)[number] => ["webhookUrl", url, "MALFORMED"]),
];

describe("a field that cannot be used as it is", () => {
  test.each(WRONG)("%s %j: %s", async (field, value, reason, named = field) => {
    const errors = [{ errorType: "InvalidInput", errorInfo: { field: named, reason } }];
    const sent = service.messages.inbox.list().length;
    const before = (await operator.list({ limit: 100 })).items;
    expect((await operator.call(CREATE, { ...SHOP, [field]: value })).errors).toMatchObject(errors);
    const change = { id: "0123456789abcdef", [field]: value };
    expect((await operator.call(UPDATE, change)).errors).toMatchObject(errors);
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

test("a webhook at an IP address, with a message that says what is right, on one machine also here", async () => {
  const { errors } = await operator.call(CREATE, { ...SHOP, webhookUrl: "https://93.184.215.14/events" });
  expect(errors?.[0]?.message).toMatch(
    /a host name, not an IP address,.* or on this machine http:\/\/localhost:<port>/,
  );
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
    ...[
      "https://shop.example.com",
      "https://shop.example.com/",
      "https://Shop.Example.COM:8443/events?from=otp&x=%20",
      "https://a-1.b2.xn--p1ai/~x/(y);z=1,2:@!$'*+",
      "https://1.2.3.4.example:65535",
      "https://shop.example.com?only=query",
      `https://shop.example.com/${"x".repeat(487)}`,
      "http://127.0.0.1:4000/events",
      "http://localhost",
    ].map((webhookUrl): [string, object] => [`a webhook at ${webhookUrl}`, { webhookUrl }]),
    ["five sites", { sites: many(5, (n) => ({ host: `h${n}.example.com`, androidHash: null })) }],
  ];
  test.each(RIGHT)("%s", async (_, given) => {
    expect(await operator.create(given)).toMatchObject(given);
  });

  test("what is left out: no countries, no sites, no webhook, and payments without a transaction", async () => {
    const { countries: _, sites: __, transactionRequired: ___, ...least } = SHOP;
    const { client } = await operator.done(CREATE, least);
    expect(client).toMatchObject({
      ...least,
      countries: [],
      sites: [],
      transactionRequired: false,
      webhookUrl: null,
    });
  });

  test("another webhook later on, or none any more: an empty text ends it, and leaving it out does not", async () => {
    const { id } = await operator.create({ webhookUrl: "" });
    const changed = async (given: object) => (await operator.done(UPDATE, { id, ...given })).client.webhookUrl;
    expect(await changed({})).toBeNull();
    expect(await changed({ webhookUrl: "https://shop.example.com/a" })).toBe("https://shop.example.com/a");
    expect(await changed({ name: "Other", webhookUrl: null })).toBe("https://shop.example.com/a");
    expect(await changed({ webhookUrl: "" })).toBeNull();
  });
});
