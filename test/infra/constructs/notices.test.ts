import { expect, test } from "vitest";
import { mayPassTokensFilters } from "../../../contract/stream.ts";
import { DEFAULTS } from "../../../settings/schema.ts";
import { templateOf, theOne } from "./synth.ts";

/** Which records of the tables' streams reach the function: all of slots, persons and clients, and a counter that owners have to hear of. */

const prod = await templateOf("prod");
const filtersOf = (mapping: string) =>
  (theOne(prod, mapping).Properties.FilterCriteria as { Filters: { Pattern: string }[] }).Filters;

type Rule = string | { exists: boolean } | { prefix: string };
type Pattern = Rule[] | { [key: string]: Pattern };

/** Lambda's rules for filters, as far as these use them: every key has to match, by one of its rules. */
function matches(pattern: Pattern, value: unknown): boolean {
  if (!Array.isArray(pattern)) {
    return Object.entries(pattern).every(([key, below]) => matches(below, (value as Record<string, unknown>)?.[key]));
  }
  return pattern.some((rule) => {
    if (typeof rule === "string") return value === rule;
    return "exists" in rule ? (value !== undefined) === rule.exists : String(value ?? "").startsWith(rule.prefix);
  });
}

interface Images {
  OldImage?: object;
  NewImage?: object;
}

function passes(mapping: string, pk: string, sk: string, images: Images): boolean {
  const record = { dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, ...images } };
  return filtersOf(mapping).some(({ Pattern }) => matches(JSON.parse(Pattern), record));
}

function reachesFunction(pk: string, sk: string, images: Images): boolean {
  const reaches = passes("StreamReadTokens", pk, sk, images);
  // On one machine a record that would pass must not be left out for its key.
  if (reaches) expect(mayPassTokensFilters(pk, sk), `${pk} ${sk}`).toBe(true);
  return reaches;
}

const version = { N: "2" };
const { day } = DEFAULTS.sends.subject;
const counter = (total: number) => ({ version, total: { N: `${total}` } });
const DEVICE = "0123456789abcdef0123456789abcdef";

test("S33 the function gets every change of a slot and of a person, of every tenant and lane, but not that their time to live is over", () => {
  const slot = { version, codeMac: { S: "-" }, revision: { N: "1" } };
  const person = { version, devices: { M: {} }, forgottenAt: { N: "0" } };
  for (const tenant of ["pool", "role:shop", "client:0123456789abcdef"]) {
    for (const [key, sk, image] of [
      ["s|sub", "login", slot],
      [`l|${DEVICE}|sub`, "payment", slot],
      ["p|sub", "-", person],
    ] as const) {
      const pk = `${tenant}|${key}`;
      for (const images of [{ NewImage: image }, { OldImage: image, NewImage: image }]) {
        expect(reachesFunction(pk, sk, images), `${pk}: ${Object.keys(images)}`).toBe(true);
      }
      expect(reachesFunction(pk, sk, { OldImage: image }), pk).toBe(false);
    }
  }
});

test("S33 the function gets every change of an API client", () => {
  const client = { version, status: { S: "PENDING" } };
  for (const images of [{ NewImage: client }, { OldImage: client, NewImage: client }, { OldImage: client }]) {
    expect(passes("StreamReadClients", "clients", "0123456789abcdef", images)).toBe(true);
  }
  expect(passes("StreamReadClients", "something else", "-", { NewImage: client })).toBe(false);
});

test("S33 S39 the function gets the counter that reaches the day's limit of a lane, whosever it is", () => {
  for (const pk of ["pool|s|sub", "role:shop|s|sub", `pool|l|${DEVICE}|sub`]) {
    expect(reachesFunction(pk, "#sends#20778", { NewImage: counter(day) }), pk).toBe(true);
  }
});

test("the function gets no record that it has no use for", () => {
  for (const total of [1, day - 1, day + 1, day * 10]) {
    expect(reachesFunction("pool|s|sub", "#sends#20778", { NewImage: counter(total) })).toBe(false);
  }
  for (const [pk, sk, image] of [
    ["pool|s|sub", "login_0#data", { version, data: { S: "{}" } }],
    ["pool|s|sub", "login#keys", { version, keys: { L: [] } }],
    ["pool|n|user@example.com", "#lane#20778", { version }],
    ["nonces|r|0123456789abcdef|nonce", "-", { version, requestId: { S: "r" } }],
  ] as const) {
    for (const images of [{ NewImage: image }, { OldImage: image, NewImage: image }, { OldImage: image }]) {
      expect(reachesFunction(pk, sk, images), `${pk} ${sk}`).toBe(false);
    }
  }
});

test("what data items and counters of destinations contain is not even read on one machine", () => {
  for (const [pk, sk] of [
    ["role:shop|s|sub", "login_0#data"],
    ["pool|s|sub", "login_0#data"],
    [`pool|l|${DEVICE}|sub`, "login_0#data"],
    ["pool|d|user@example.com", "#sends#20778"],
    ["nonces|r|0123456789abcdef|nonce", "-"],
  ] as const) {
    expect(mayPassTokensFilters(pk, sk), `${pk} ${sk}`).toBe(false);
  }
});
