import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { times } from "../support/thorough.ts";
import { startFastService } from "./fast-service.ts";
import { idOf, openFill, type SlotToFill } from "./fill.ts";
import { stepUp } from "./step-up.ts";
import { type Caller, LIST, type TestService } from "./support.ts";

/** What `activeTokens` lists for each caller, and the cost of a page, which is the same in a small and in a large table. */

const SHOP = "role:shop";
const BANK = "role:bank";
const POOL = "pool";

/** Names of equal length, so that pages differ only in their tokens. */
const many = (count: number, state: SlotToFill["state"], tenant = SHOP): SlotToFill[] =>
  Array.from({ length: count }, (_, n) => ({ tenant, state, subject: `${state}-${String(n).padStart(6, "0")}` }));

const SMALL = [...many(900, "live"), ...many(50, "used"), ...many(50, "cancelled")];
const POOLS = many(7, "live", POOL);
const BANKS = [...many(1_000, "live", BANK), ...many(100, "used", BANK)];
const MORE = [
  ...many(5_000, "live").slice(900),
  ...many(300, "used").slice(50),
  ...many(300, "cancelled").slice(50),
  ...many(500, "expired"),
  ...BANKS,
  ...POOLS,
];
const ITEMS = times(10_000, 50_000);
const LARGE_TABLE = `${ITEMS.toLocaleString("en")} items`;
/** The rest of the table are counters of messages, which are small, so that writing them takes a few seconds. */
const COUNTERS = ITEMS - SMALL.length - MORE.length;

let service: TestService;
let shop: Caller;
let bank: Caller;
let user: Caller;
/** One who has proven a second factor. */
let operator: Caller;
const unitsOfPage: Record<string, number[][]> = { "1,000 items": [], [LARGE_TABLE]: [] };

async function measurePages(into: number[][]) {
  for (const limit of [1, 25, 100]) {
    const { data } = await shop(LIST, { limit });
    expect(data.activeTokens.nextToken).toBeTruthy();
    into.push(service.traces.at(-1)?.calls.map(({ capacityUnits }) => capacityUnits) ?? []);
  }
}

beforeAll(async () => {
  service = await startFastService();
  shop = service.backend(0);
  bank = service.backend(1);
  user = await service.user();
  const signedIn = await service.operator();
  const stepUpToken = await stepUp(service, signedIn);
  operator = (query, { filter, ...variables }: { filter?: object } = {}) =>
    signedIn(query, { ...variables, filter: { ...filter, stepUpToken } });
  const { fill, fillCounters, close } = await openFill(service);
  await fill(SMALL);
  await measurePages(unitsOfPage["1,000 items"] as number[][]);
  await fill(MORE);
  await fillCounters(COUNTERS);
  await measurePages(unitsOfPage[LARGE_TABLE] as number[][]);
  await close();
}, 60_000);
afterAll(() => service.stop(false));

interface Listed {
  id: string;
  status: string;
}

/** Reads all pages. */
async function pagesOf(caller: Caller, limit: number, filter?: object): Promise<Listed[][]> {
  const pages: Listed[][] = [];
  let nextToken: string | null = null;
  do {
    const { data, errors } = await caller(LIST, { limit, filter, nextToken });
    expect(errors).toBeUndefined();
    pages.push(data.activeTokens.items);
    nextToken = data.activeTokens.nextToken;
  } while (nextToken);
  return pages;
}

const idsOf = (tokens: Listed[]) => tokens.map(({ id }) => id).sort();
const liveOf = (slots: SlotToFill[], tenant: string) =>
  slots
    .filter((slot) => slot.state === "live" && slot.tenant === tenant)
    .map(idOf)
    .sort();

test("F16: each of a tenant's 5,000 live tokens is on one page, and no expired, used, cancelled or foreign token is", async () => {
  const pages = await pagesOf(shop, 100);
  const expected = liveOf([...SMALL, ...MORE], SHOP);
  expect(expected).toHaveLength(5_000);
  expect(idsOf(pages.flat())).toEqual(expected);
  expect(new Set(pages.flat().map(({ status }) => status))).toEqual(new Set(["SENT"]));
  expect(Math.max(...pages.map((page) => page.length))).toBe(100);
});

test(`a page's read capacity is the same in a table of 1,000 items and of ${LARGE_TABLE}`, () => {
  expect(unitsOfPage[LARGE_TABLE]).toEqual(unitsOfPage["1,000 items"]);
  expect(unitsOfPage["1,000 items"]).toEqual([
    [0.5, 1],
    [0.5, 25],
    [1, 100],
  ]);
});

test("a page is full as long as there are more tokens: 7 are one page of 25, and 25 of 1,000 are twice 25 of 50", async () => {
  expect((await pagesOf(operator, 25)).map((page) => page.length)).toEqual([7]);
  const pages = await pagesOf(bank, 100);
  const cut = pages.slice(0, -1).filter((page) => page.length < 100);
  // What was used up stays in the index until it expires, and is left out of its page.
  expect(pages.flat()).toHaveLength(1_000);
  expect(pages.length).toBeLessThanOrEqual(12);
  for (const page of cut) expect(page.length).toBeGreaterThan(0);
});

describe("an operator who names what there cannot be", () => {
  test.each([
    ["tenant", "UNKNOWN", { tenant: "role:nobody" }],
    ["tenant", "UNKNOWN", { tenant: "client:shop" }],
    ["tenant", "UNKNOWN", { tenant: "shop" }],
    ["tenant", "MALFORMED", { tenant: "role:sh|op" }],
    ["subject", "MALFORMED", { subject: "user@example.com" }],
    ["subject", "MALFORMED", { subject: "+12025550123" }],
    ["subject", "MALFORMED", { subject: "nobody" }],
  ])("gets InvalidInput for the %s, not an empty list: %s %j", async (field, reason, filter) => {
    const { data, errors } = await operator(LIST, { filter });
    expect(data.activeTokens).toBeNull();
    expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field, reason } }]);
  });
});

describe("limit", () => {
  test("is 25 when it is left out, and a page never has more tokens than asked for", async () => {
    expect((await shop(LIST)).data.activeTokens.items).toHaveLength(25);
    const pages = await pagesOf(operator, 1);
    expect(pages.every((page) => page.length <= 1)).toBe(true);
    expect(idsOf(pages.flat())).toEqual(liveOf(POOLS, POOL));
  });

  test.each([0, -1, 101, 2_147_483_647])("of %d is InvalidInput", async (limit) => {
    const { errors } = await shop(LIST, { limit });
    expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "limit" } }]);
  });
});

describe("filter", () => {
  test("by subject gives that subject's live tokens on one page", async () => {
    for (const [subject, ids] of [
      ["live-000007", [idOf({ tenant: SHOP, subject: "live-000007", state: "live" })]],
      ["used-000007", []],
      ["cancelled-000007", []],
      ["expired-000007", []],
      ["nobody", []],
    ] as const) {
      const { data } = await shop(LIST, { filter: { subject } });
      expect(idsOf(data.activeTokens.items)).toEqual(ids);
      expect(data.activeTokens.nextToken).toBeNull();
    }
  });

  test("by subject finds nothing of another tenant's subject of the same name", async () => {
    const filter = { subject: "live-000003" };
    const idIn = (tenant: string) => [idOf({ tenant, subject: filter.subject, state: "live" })];
    expect(idsOf((await shop(LIST, { filter })).data.activeTokens.items)).toEqual(idIn(SHOP));
    expect(idsOf((await bank(LIST, { filter })).data.activeTokens.items)).toEqual(idIn(BANK));
  });

  test("of an operator lists the pool, or the tenant that it names", async () => {
    expect(idsOf((await pagesOf(operator, 100)).flat())).toEqual(liveOf(POOLS, POOL));
    expect(idsOf((await pagesOf(operator, 100, { tenant: BANK })).flat())).toEqual(liveOf(BANKS, BANK));
    const filter = { tenant: SHOP, subject: "live-000001" };
    const { data } = await operator(LIST, { filter });
    expect(idsOf(data.activeTokens.items)).toEqual([idOf({ tenant: SHOP, subject: filter.subject, state: "live" })]);
  });

  test("of any other caller may not name a foreign tenant or subject", async () => {
    for (const [caller, filter] of [
      [user, { tenant: SHOP }],
      [user, { subject: "live-000001" }],
      [shop, { tenant: BANK }],
      [shop, { tenant: POOL }],
    ] as const) {
      const { data, errors } = await caller(LIST, { filter });
      expect(errors).toMatchObject([{ errorType: "Unauthorized" }]);
      expect(data.activeTokens).toBeNull();
    }
  });

  test("left out by a user gives only the user's own tokens", async () => {
    expect((await user(LIST, { limit: 100 })).data.activeTokens).toEqual({ items: [], nextToken: null });
  });
});

describe("nextToken", () => {
  test.each(["x", "0", ".", "8.", "-1.", "00.", "0.forged", "1.Zm9yZ2VkIHRva2VuIHRoYXQgaXMgbG9uZyBlbm91Z2g="])(
    'forged "%s" is InvalidInput',
    async (nextToken) => {
      const { errors } = await shop(LIST, { nextToken });
      expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "nextToken" } }]);
    },
  );

  test("with one changed bit is InvalidInput", async () => {
    const { nextToken } = (await shop(LIST, { limit: 1 })).data.activeTokens;
    const middle = Math.floor(nextToken.length / 2);
    const other = nextToken[middle] === "A" ? "B" : "A";
    const { errors } = await shop(LIST, {
      nextToken: nextToken.slice(0, middle) + other + nextToken.slice(middle + 1),
    });
    expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "nextToken" } }]);
  });

  test("of another tenant shows nothing of that tenant", async () => {
    const { nextToken } = (await shop(LIST, { limit: 100 })).data.activeTokens;
    const { data, errors } = await bank(LIST, { limit: 100, nextToken });
    const seen = idsOf(data?.activeTokens?.items ?? []);
    expect(seen.filter((id) => !liveOf(BANKS, BANK).includes(id))).toEqual([]);
    if (errors) expect(errors[0]?.errorType).toBe("InvalidInput");
  });
});
