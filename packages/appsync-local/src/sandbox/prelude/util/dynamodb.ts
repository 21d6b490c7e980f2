import type { DynamodbUtil } from "@aws-appsync/utils/lib/dynamodb-utils.js";
import { isRecord, listOf, numberOf, recordOf, stringOf } from "../arguments.ts";
import { type AttributeValue, toAttributeValue, toAttributeValues } from "../attribute-values.ts";
import { isArray, parseJson, toJson, typeError } from "../primordials.ts";

type Check<T> = (value: unknown, name: string) => T;

/** Null stays null, as AWS types it; anything else is checked and wrapped. */
function typed<T>(name: string, type: string, check: Check<T>) {
  return (value?: T | null): AttributeValue | null =>
    value === null || value === undefined ? null : { [type]: check(value, `util.dynamodb.${name}: the value`) };
}

const each =
  <T>(check: Check<T>): Check<T[]> =>
  (value, name) =>
    listOf(value, name).map((element) => check(element, `${name}'s elements`));

const booleanOf: Check<boolean> = (value, name) => {
  if (typeof value !== "boolean") throw typeError(`${name} must be a boolean, not a ${typeof value}`);
  return value;
};

/** `util.dynamodb`: attribute values in the forms that AWS documents (numbers are not put into strings). */
export const dynamodb = {
  toDynamoDB: toAttributeValue,
  toString: typed("toString", "S", stringOf),
  toStringSet: typed("toStringSet", "SS", each(stringOf)),
  toNumber: typed("toNumber", "N", numberOf),
  toNumberSet: typed("toNumberSet", "NS", each(numberOf)),
  toBinary: typed("toBinary", "B", stringOf),
  toBinarySet: typed("toBinarySet", "BS", each(stringOf)),
  toBoolean: typed("toBoolean", "BOOL", booleanOf),
  toNull: () => ({ NULL: null }),
  toList: (value: unknown) => (isArray(value) ? toAttributeValue(value) : null),
  toMap: (value: unknown) => (isRecord(value) ? { M: toAttributeValues(value) } : null),
  toMapValues: (value: unknown) => (isRecord(value) ? toAttributeValues(value) : null),
  toS3Object: (key: string, bucket: string, region: string, version?: string) => ({
    S: toJson({ s3: { key, bucket, region, version } }),
  }),
  fromS3ObjectJson(text: string): unknown {
    const name = "util.dynamodb.fromS3ObjectJson: the text";
    return recordOf(parseJson(stringOf(text, name)), name).s3;
  },
} satisfies Record<keyof DynamodbUtil, (...args: never[]) => unknown>;
