import { describe, expect, test } from "vitest";
import { errorOf, value } from "./prelude-realm.ts";

const NESTED = '{ foo: "bar", baz: 1234, beep: ["boop", { deep: [true, null] }] }';
const NESTED_VALUES = {
  foo: { S: "bar" },
  baz: { N: 1234 },
  beep: { L: [{ S: "boop" }, { M: { deep: { L: [{ BOOL: true }, { NULL: null }] } } }] },
};

describe("util.dynamodb", () => {
  test.each<[expression: string, typed: unknown]>([
    ['toDynamoDB("foo")', { S: "foo" }],
    ["toDynamoDB(1.5)", { N: 1.5 }],
    ["toDynamoDB(false)", { BOOL: false }],
    ["toDynamoDB(null)", { NULL: null }],
    [`toDynamoDB(${NESTED})`, { M: NESTED_VALUES }],
    ["toDynamoDB([[]])", { L: [{ L: [] }] }],
    ['toString("x")', { S: "x" }],
    ['toStringSet(["foo", "bar"])', { SS: ["foo", "bar"] }],
    ["toNumber(12345)", { N: 12345 }],
    ["toNumberSet([1, 23, 4.56])", { NS: [1, 23, 4.56] }],
    ['toBinary("Zm9v")', { B: "Zm9v" }],
    ['toBinarySet(["Zm9v"])', { BS: ["Zm9v"] }],
    ["toBoolean(true)", { BOOL: true }],
    ["toNull()", { NULL: null }],
    ['toList(["foo", 123, { bar: "baz" }])', { L: [{ S: "foo" }, { N: 123 }, { M: { bar: { S: "baz" } } }] }],
    [`toMap(${NESTED})`, { M: NESTED_VALUES }],
    [`toMapValues(${NESTED})`, NESTED_VALUES],
    ['toMapValues({ a: undefined, b: "" })', { b: { S: "" } }],
    ["toMapValues(JSON.parse('{\"__proto__\":1}'))", JSON.parse('{"__proto__":{"N":1}}')],
    ['toS3Object("k", "b", "r")', { S: '{"s3":{"key":"k","bucket":"b","region":"r"}}' }],
    ['toS3Object("k", "b", "r", "v")', { S: '{"s3":{"key":"k","bucket":"b","region":"r","version":"v"}}' }],
    ['fromS3ObjectJson(util.dynamodb.toS3Object("k", "b", "r").S)', { key: "k", bucket: "b", region: "r" }],
  ])("%s", (expression, typed) => {
    expect(value(`util.dynamodb.${expression}`)).toEqual(typed);
  });

  test.each(["toString", "toStringSet", "toNumber", "toNumberSet", "toBinary", "toBinarySet", "toBoolean"])(
    "%s gives null for null and for nothing",
    (name) => {
      expect(value(`[util.dynamodb.${name}(null), util.dynamodb.${name}()]`)).toEqual([null, null]);
    },
  );

  test("toList, toMap and toMapValues give null for what is no list or map", () => {
    expect(value("[util.dynamodb.toList('x'), util.dynamodb.toMap([]), util.dynamodb.toMapValues(null)]")).toEqual([
      null,
      null,
      null,
    ]);
  });

  test("what DynamoDB cannot hold is refused by name", () => {
    expect(errorOf("util.dynamodb.toDynamoDB({ a: 0 / 0 })")).toBe("DynamoDB cannot hold NaN");
    expect(errorOf("util.dynamodb.toDynamoDB([() => 1])")).toBe("DynamoDB cannot hold a function");
    expect(errorOf("util.dynamodb.toString(1)")).toBe("util.dynamodb.toString: the value must be a string, not 1");
    expect(errorOf("util.dynamodb.toNumberSet([1, '2'])")).toContain("elements must be a finite number");
    expect(errorOf("util.dynamodb.toBoolean('true')")).toContain("must be a boolean, not a string");
  });
});
