import type { SubscriptionFilter, SubscriptionFilterEntry } from "@aws-appsync/utils/lib/subscription-filter-types.js";
import { listOf, recordOf } from "../arguments.ts";
import { definedEntries } from "../attribute-values.ts";

/** Alternatives, each a list of conditions that must all hold. None at all says nothing, and leaves everything as it is. */
type Alternatives = SubscriptionFilterEntry[][];

/**
 * `util.transform.toSubscriptionFilter`: the filter multiplied out, so that the groups are alternatives and the filters of a group
 * must all hold. Several operators on one field are alternatives, too: a range needs `between`.
 *
 * @param ignoredFields fields left out of `filter`, wherever in it they stand
 * @param rules field to operators, of which at least one must hold in addition to `filter`; nothing is left out of them
 */
export function toSubscriptionFilter(
  filter: object,
  ignoredFields: unknown[] = [],
  rules: object = {},
): SubscriptionFilter {
  const required = allOf(recordOf(filter, "util.transform.toSubscriptionFilter: the filter"), ignoredFields);
  const strict = definedEntries(recordOf(rules, "util.transform.toSubscriptionFilter: the rules"));
  const groups = product([required, union(strict.map(([name, rule]) => field(name, rule)))]);
  return { filterGroup: groups.map((filters) => ({ filters })) };
}

function allOf(filter: unknown, ignored: unknown[]): Alternatives {
  const members = definedEntries(recordOf(filter, "a subscription filter"));
  return product(members.map(([name, operand]) => member(name, operand, ignored)));
}

function member(name: string, operand: unknown, ignored: unknown[]): Alternatives {
  const parts = () => listOf(operand, `${name} in a subscription filter`).map((part) => allOf(part, ignored));
  if (name === "and") return product(parts());
  if (name === "or") return union(parts());
  return ignored.indexOf(name) < 0 ? field(name, operand) : [];
}

function field(fieldName: string, operators: unknown): Alternatives {
  const pairs = definedEntries(recordOf(operators, `the operators of ${fieldName}`));
  return pairs.map(([operator, value]) => [{ fieldName, operator, value } as SubscriptionFilterEntry]);
}

function product(members: Alternatives[]): Alternatives {
  let all: Alternatives = [];
  for (const choices of members) {
    if (choices.length === 0) continue;
    all = all.length === 0 ? choices : union(all.map((one) => choices.map((choice) => [...one, ...choice])));
  }
  return all;
}

function union(members: Alternatives[]): Alternatives {
  const all: Alternatives = [];
  for (const choices of members) all.push(...choices);
  return all;
}
