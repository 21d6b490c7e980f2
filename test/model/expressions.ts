/** Compiles the DynamoDB expressions that the slot's writes use, so that the model runs the same text as the steps. */

export type Item = Readonly<Record<string, unknown>>;
export type Values = Readonly<Record<string, unknown>>;

const COMPARE: Record<string, (left: unknown, right: unknown) => boolean> = {
  "=": (left, right) => left !== undefined && left === right,
  // In DynamoDB, too, this is true when an attribute is missing.
  "<>": (left, right) => left !== right,
  "<": (left, right) => (left as number) < (right as number),
  "<=": (left, right) => (left as number) <= (right as number),
  ">": (left, right) => (left as number) > (right as number),
};

const CONSTANTS: Values = { ":true": true, ":false": false, ":one": 1 };

type Operand = (item: Item, values: Values) => unknown;

function operand(text: string): Operand {
  const list = /^size\((#\w+)\)$/.exec(text)?.[1];
  if (list) return (item) => (item[list.slice(1)] as unknown[] | undefined)?.length;
  const name = text.slice(1);
  if (text.startsWith("#")) return (item) => item[name];
  if (!text.startsWith(":")) throw new Error(`neither #name nor :value: ${text}`);
  return text in CONSTANTS ? () => CONSTANTS[text] : (_, values) => values[text];
}

const ABSENT = /^NOT contains\((#\w+), (:\w+)\)$/;
const AMONG = /^(#\w+) IN \((.+)\)$/;

/**
 * @param term `#a = :b` and the like, `#a IN (:b, :c)`, `NOT contains(#a, :b)` or `attribute_not_exists(pk)`; a missing item is
 * null
 */
export function compileTerm(term: string): (item: Item | null, values: Values) => boolean {
  if (term === "attribute_not_exists(pk)") return (item) => item === null;
  const [, list, member] = ABSENT.exec(term) ?? [];
  if (list && member) {
    const [of, one] = [operand(list), operand(member)];
    return (item, values) => !(of(item ?? NOTHING, values) as unknown[] | undefined)?.includes(one(NOTHING, values));
  }
  const [, among, all] = AMONG.exec(term) ?? [];
  if (among && all) {
    const [of, ones] = [operand(among), all.split(", ").map(operand)];
    return (item, values) => ones.some((one) => one(NOTHING, values) === of(item ?? NOTHING, values));
  }
  const [left, sign, right, ...rest] = term.split(" ");
  const compare = COMPARE[sign as string];
  if (!compare || right === undefined || rest.length > 0) throw new Error(`no term that the model can read: ${term}`);
  const [a, b] = [operand(left as string), operand(right)];
  return (item, values) => compare(a(item ?? NOTHING, values), b(item ?? NOTHING, values));
}

const NOTHING: Item = {};

const APPEND = /^#(\w+) = list_append\((#\w+), (:\w+)\)$/;

/** @param assignment `#a = :b`, `#a = #a + :b` or `#a = list_append(#a, :b)` */
export function compileAssignment(assignment: string): { name: string; value: Operand } {
  const [, list, old, more] = APPEND.exec(assignment) ?? [];
  if (list && old && more) {
    const [before, added] = [operand(old), operand(more)];
    return {
      name: list,
      value: (item, values) => [...(before(item, values) as unknown[]), ...(added(item, values) as unknown[])],
    };
  }
  const [target, sign, first, plus, second, ...rest] = assignment.split(" ");
  const isSum = plus === "+" && second !== undefined;
  if (sign !== "=" || first === undefined || rest.length > 0 || (plus !== undefined && !isSum)) {
    throw new Error(`no assignment that the model can read: ${assignment}`);
  }
  const name = (target as string).slice(1);
  const value = operand(first);
  if (!isSum) return { name, value };
  const added = operand(second);
  return { name, value: (item, values) => (value(item, values) as number) + (added(item, values) as number) };
}
