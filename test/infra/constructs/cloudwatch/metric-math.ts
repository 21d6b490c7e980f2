/**
 * CloudWatch's metric math, as far as the alarms use it, by "Using metric math" of its user guide. A value that is missing counts as 0
 * beside one that is there; where both are missing, or beside a plain number, the result is missing too.
 */

/** One value for each period; undefined where there is no data. */
export type Series = (number | undefined)[];
type Value = Series | number;

/**
 * @param times of the periods, in epoch seconds
 * @throws Error for anything that this evaluator does not know, and for ids without a series
 */
export function evaluate(expression: string, series: Record<string, Series>, times: number[]): Series {
  const tokens = expression.match(/[A-Za-z]\w*|\d+(?:\.\d+)?|[<>=!]=|[-+*/<>(),]|\S/g) ?? [];
  let next = 0;
  const take = (token: string) => tokens[next] === token && ++next > 0;
  const need = (token: string) => {
    if (!take(token)) throw new Error(`${token} expected, not ${tokens[next]}: ${expression}`);
  };

  const leftToRight = (operators: string[], operand: () => Value) => (): Value => {
    let left = operand();
    for (let operator = tokens[next]; operator && operators.includes(operator); operator = tokens[next]) {
      next++;
      left = combined(OPERATORS[operator] as Operator, left, operand());
    }
    return left;
  };
  const primary = (): Value => {
    const token = tokens[next++] ?? "";
    if (/^\d/.test(token)) return Number(token);
    if (token === "IF") {
      const parts: Value[] = [];
      need("(");
      do parts.push(whole());
      while (take(","));
      need(")");
      return choice(parts, expression);
    }
    if (token === "EPOCH") {
      need("(");
      whole();
      need(")");
      // "A new non-sparse time series where each value is based on its timestamp."
      return times;
    }
    if (token === "(") {
      const inner = whole();
      need(")");
      return inner;
    }
    const found = series[token];
    if (!found) throw new Error(`unknown: ${token}, in ${expression}`);
    return found;
  };
  const product = leftToRight(["*", "/"], primary);
  const sum = leftToRight(["+", "-"], product);
  const comparison = leftToRight(["<", ">", "<=", ">=", "==", "!="], sum);
  const conjunction = leftToRight(["AND"], comparison);
  const whole = leftToRight(["OR"], conjunction);

  const result = whole();
  if (next < tokens.length) throw new Error(`not understood: ${tokens[next]}, in ${expression}`);
  if (typeof result === "number") throw new Error(`not a time series: ${expression}`);
  return result;
}

type Operator = (a: number, b: number) => number;
const OPERATORS: Record<string, Operator> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "<": (a, b) => Number(a < b),
  ">": (a, b) => Number(a > b),
  "<=": (a, b) => Number(a <= b),
  ">=": (a, b) => Number(a >= b),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
};

function combined(operator: Operator, a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return operator(a, b);
  const length = (typeof a === "number" ? (b as Series) : a).length;
  return Array.from({ length }, (_, at) => {
    const left = typeof a === "number" ? a : a[at];
    const right = typeof b === "number" ? b : b[at];
    const missing = [a, b].every((value, side) => typeof value === "number" || [left, right][side] === undefined);
    const value = missing ? Number.NaN : operator(left ?? 0, right ?? 0);
    // A division by zero drops the data point.
    return Number.isFinite(value) ? value : undefined;
  });
}

function choice([condition, whenTrue, whenFalse]: Value[], expression: string): Series {
  if (!Array.isArray(condition) || whenTrue === undefined || whenFalse === undefined) {
    throw new Error(`IF of a series with two results expected: ${expression}`);
  }
  const at = (value: Value, index: number) => (typeof value === "number" ? value : value[index]);
  return condition.map((value, index) => {
    if (value === undefined) return undefined;
    return value === 0 ? at(whenFalse, index) : (at(whenTrue, index) ?? 0);
  });
}
