import { describe, expect, it } from "vitest";
import { AWS_SCALARS, SerializationError } from "../../src/graphql/scalars.ts";

const TABLE: Record<string, { noun: string; takes: unknown[]; refuses: unknown[] }> = {
  AWSDate: {
    noun: "a valid date",
    takes: ["1970-01-01", "1970-01-01Z", "1970-01-01-07:00", "1970-01-01+05:30", "2000-02-29", "2024-02-29+18:00"],
    refuses: ["1970-1-1", "1900-02-29", "2023-02-29", "2023-13-01", "2023-04-31", "2023-01-01+19:00", "", 20230101],
  },
  AWSTime: {
    noun: "a valid time",
    takes: ["12:30", "12:30Z", "12:30:24", "12:30:24.5-07:00", "23:59:59.123456789+05:30:12"],
    refuses: ["24:00", "12:60", "12", "12:30:60", "12:30:24.1234567890", "12:30:", 1230],
  },
  AWSDateTime: {
    noun: "a valid DateTime Object",
    takes: ["1970-01-01T12:00Z", "2020-01-01T00:00+00:00", "2020-05-19T11:05:29.000Z", "2020-05-19T11:05:29-07:00:30"],
    refuses: ["2020-05-19T11:5:29.000Z", "2026-05-06T00:00:00.000", "2023-02-29T00:00Z", "2020-05-19", "None", 0],
  },
  AWSTimestamp: {
    noun: "a valid timestamp",
    takes: [0, -1, 1_700_000_000],
    refuses: [1.5, "1700000000", "2026-01-22T17:48:30.032Z", true],
  },
  AWSEmail: {
    noun: "a valid email",
    takes: ["user@example.com", "first.last+tag@sub.example.co.uk", "a@b.c"],
    refuses: ["user", "user@", "@example.com", "user@example", "a b@example.com", "a..b@example.com", 1],
  },
  AWSURL: {
    noun: "a valid URL",
    takes: ["https://www.amazon.com/dp/B000NZW1KC/", "mailto:example@example.com", "https://example.com/?to=a//b"],
    refuses: ["example.com", "https://example.com//a", "https://exa mple.com", "", 1],
  },
  AWSPhone: {
    noun: "a valid phone number",
    takes: ["+12025550123", "202-555-0123", "(202) 555-0123", "+49 30 901820"],
    refuses: ["1110004444", "+11110004444", "12", "call me", "+0123456789", 2025550123],
  },
  AWSIPAddress: {
    noun: "a valid IP address",
    takes: ["123.12.34.56", "123.45.67.89/16", "1a2b:3c4b::1234:4567", "::1/128"],
    refuses: ["123.12.34", "1.2.3.4/33", "::1/129", "[::1]", "fe80::1%eth0", "1.2.3.4/", "1.2.3.4/01", 1],
  },
};

describe.each(Object.entries(TABLE))("%s", (name, { noun, takes, refuses }) => {
  const scalar = AWS_SCALARS[name];
  if (!scalar) throw new Error(`no scalar ${name}`);

  it.each(takes)("takes %j from a variable and a literal, and writes it", (value) => {
    const literal =
      typeof value === "string"
        ? ({ kind: "StringValue", value } as const)
        : ({ kind: "IntValue", value: `${value}` } as const);
    expect(scalar.coerceInputValue(value)).toBe(value);
    expect(scalar.coerceInputLiteral(literal as never)).toBe(value);
    expect(scalar.coerceOutputValue(value)).toBe(value);
  });

  it.each(refuses)("refuses %j on the way in and on the way out", (value) => {
    expect(() => scalar.coerceInputValue(value)).toThrow(`Unable to parse \`${value}\` as ${noun}.`);
    expect(() => scalar.coerceOutputValue(value)).toThrow(
      new SerializationError(`Unable to serialize \`${value}\` as ${noun}.`),
    );
    if (typeof value === "string") {
      expect(() => scalar.coerceInputLiteral({ kind: "StringValue", value } as never)).toThrow();
    }
  });
});

describe("AWSJSON", () => {
  const scalar = AWS_SCALARS.AWSJSON;
  if (!scalar) throw new Error("no scalar AWSJSON");

  it.each([
    ['{"a":[1,null]}', { a: [1, null] }],
    ['"text"', "text"],
    ["12", 12],
    ["null", null],
  ])("reads the JSON text %s, so that resolvers see its value", (text, value) => {
    expect(scalar.coerceInputValue(text)).toEqual(value);
    expect(scalar.coerceInputLiteral({ kind: "StringValue", value: text } as never)).toEqual(value);
  });

  it.each([
    ["{a:1}", "{a:1}"],
    ["text", "text"],
    [{ a: [1, "x"] }, "{a=[1, x]}"],
    [7, "7"],
  ])("refuses %j, which is not a string of JSON", (value, printed) => {
    expect(() => scalar.coerceInputValue(value)).toThrow(`Unable to parse \`${printed}\` as valid JSON.`);
  });

  it.each([
    [{ a: 1 }, '{"a":1}'],
    ["text", '"text"'],
    ['{"a":1}', '"{\\"a\\":1}"'],
    [false, "false"],
  ])("writes %j as JSON text", (value, text) => {
    expect(scalar.coerceOutputValue(value)).toBe(text);
  });
});
