import type { TransformUtils } from "@aws-appsync/utils/lib/transform-utils.js";
import { attributePlaceholders } from "../expressions.ts";
import { filterExpression } from "../filter-expression.ts";
import { isTypeError, toJson } from "../primordials.ts";
import { toSubscriptionFilter } from "./subscription-filter.ts";

/** @returns JSON text; null for a filter that cannot be written, as on AWS */
function toExpression(filter: object): string {
  const to = attributePlaceholders();
  try {
    return toJson(to.finish(filterExpression(filter, to)));
  } catch (thrown) {
    if (isTypeError(thrown)) return null as unknown as string;
    throw thrown;
  }
}

/** `util.transform`. */
export const transform = {
  toDynamoDBFilterExpression: toExpression,
  toDynamoDBConditionExpression: toExpression,
  toSubscriptionFilter,
} satisfies Omit<TransformUtils, "toElasticsearchQueryDSL">;
