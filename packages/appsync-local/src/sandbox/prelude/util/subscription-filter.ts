import type { SubscriptionFilter, SubscriptionFilterEntry } from "@aws-appsync/utils/lib/subscription-filter-types.js";
import { listOf, recordOf } from "../arguments.ts";
import { definedEntries } from "../attribute-values.ts";

/** Alternatives, each a list of conditions that must all hold. */
type Alternatives = SubscriptionFilterEntry[][];

/**
 * `util.transform.toSubscriptionFilter`: fields and `and` are multiplied out, so that the groups are alternatives and
 * the filters of a group must all hold. Several operators on one field are alternatives, too.
 *
 * @param ignoredFields fields left out of `filter` wherever they stand in it; an alternative of which nothing is left is none
 * @param rules fields of which at least one must hold in addition to `filter`
 */
export function toSubscriptionFilter(
  filter: object,
  ignoredFields: unknown[] = [],
  rules: object = {},
): SubscriptionFilter {
  const required = alternatives(recordOf(filter, "util.transform.toSubscriptionFilter: the filter"), ignoredFields);
  const strict = definedEntries(recordOf(rules, "util.transform.toSubscriptionFilter: the rules"));
  const groups = strict.length === 0 ? required : all([required, any(strict.map(([name, rule]) => field(name, rule)))]);
  return { filterGroup: groups.filter((filters) => filters.length > 0).map((filters) => ({ filters })) };
}

function alternatives(filter: unknown, ignored: unknown[]): Alternatives {
  const members = definedEntries(recordOf(filter, "a subscription filter"));
  return all(
    members
      .filter(([name]) => ignored.indexOf(name) < 0)
      .map(([name, operand]) => member(name, operand, ignored))
      // What is wholly ignored asks nothing of what stands beside it.
      .filter((choices) => choices.length > 0),
  );
}

function member(name: string, operand: unknown, ignored: unknown[]): Alternatives {
  const nested = () => listOf(operand, `${name} in a subscription filter`).map((each) => alternatives(each, ignored));
  if (name === "and") return all(nested());
  if (name === "or") return any(nested()).filter((filters) => filters.length > 0);
  return field(name, operand);
}

function field(fieldName: string, operators: unknown): Alternatives {
  const pairs = definedEntries(recordOf(operators, `the operators of ${fieldName}`));
  return pairs.map(([operator, value]) => [{ fieldName, operator, value } as SubscriptionFilterEntry]);
}

function all(members: Alternatives[]): Alternatives {
  let product: Alternatives = [[]];
  for (const choices of members) {
    product = any(product.map((filters) => choices.map((choice) => [...filters, ...choice])));
  }
  return product;
}

function any(members: Alternatives[]): Alternatives {
  const union: Alternatives = [];
  for (const choices of members) union.push(...choices);
  return union;
}
