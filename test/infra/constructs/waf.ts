import type { Resource } from "./template.ts";

/** Evaluates the own rules of a web ACL, as AWS documents them. Managed rule groups are passed over. */

export interface WafRequest {
  /** Name and value of each header, as they were sent. */
  headers: [name: string, value: string][];
  bodyBytes?: number;
}

/**
 * What WAF may see of a header that was sent more than once. AWS does not document it, so every promise has to hold for each of
 * these, and for whatever AppSync sees beside it.
 */
export const READINGS: Record<string, (values: string[]) => string[]> = {
  "the first": (values) => values.slice(0, 1),
  "the last": (values) => values.slice(-1),
  "each by itself": (values) => values,
  "all in one": (values) => (values.length > 0 ? [values.join(",")] : []),
};

interface Statement {
  NotStatement?: { Statement: Statement };
  AndStatement?: { Statements: Statement[] };
  OrStatement?: { Statements: Statement[] };
  RegexMatchStatement?: { FieldToMatch: Field; RegexString: string; TextTransformations: { Type: string }[] };
  SizeConstraintStatement?: { FieldToMatch: Field; ComparisonOperator: string; Size: number };
  RateBasedStatement?: { AggregateKeyType: string; Limit: number; ScopeDownStatement?: Statement };
  ManagedRuleGroupStatement?: object;
}
interface Field {
  SingleHeader?: { Name: string };
  Body?: object;
}
interface Rule {
  Name: string;
  Priority: number;
  Action?: { Block?: object };
  Statement: Statement;
}

export const rulesOf = (acl: Resource): Rule[] =>
  (acl.Properties.Rules as Rule[]).toSorted((one, other) => one.Priority - other.Priority);

/**
 * Gives the names of the rate rules that count a request, before an earlier rule ends its evaluation.
 *
 * @param reading one of `READINGS`
 * @throws Error at a statement that it does not know
 */
export function countedBy(rules: Rule[], request: WafRequest, reading: (values: string[]) => string[]): string[] {
  const counted: string[] = [];
  for (const { Name, Action, Statement } of rules) {
    const rate = Statement.RateBasedStatement;
    if (rate) {
      if (!rate.ScopeDownStatement || matches(rate.ScopeDownStatement, request, reading)) counted.push(Name);
    } else if (!Statement.ManagedRuleGroupStatement && matches(Statement, request, reading) && Action?.Block) {
      return counted;
    }
  }
  return counted;
}

function matches(statement: Statement, request: WafRequest, reading: (values: string[]) => string[]): boolean {
  const {
    NotStatement,
    AndStatement,
    OrStatement,
    RegexMatchStatement: regex,
    SizeConstraintStatement: size,
  } = statement;
  if (NotStatement) return !matches(NotStatement.Statement, request, reading);
  if (size?.ComparisonOperator === "GT" && size.FieldToMatch.Body) return (request.bodyBytes ?? 0) > size.Size;
  if (AndStatement) return AndStatement.Statements.every((each) => matches(each, request, reading));
  if (OrStatement) return OrStatement.Statements.some((each) => matches(each, request, reading));
  const name = (regex ?? size)?.FieldToMatch.SingleHeader?.Name.toLowerCase();
  if (!name || (size && size.ComparisonOperator !== "GT"))
    throw new Error(`not known here: ${JSON.stringify(statement)}`);
  const values = request.headers.flatMap(([each, value]) => (each.toLowerCase() === name ? [value] : []));
  // A header that is not there matches nothing.
  if (size) return reading(values).some((value) => value.length > size.Size);
  const { RegexString, TextTransformations } = regex as NonNullable<typeof regex>;
  return reading(values).some((value) => new RegExp(RegexString).test(TextTransformations.reduce(transformed, value)));
}

function transformed(value: string, { Type }: { Type: string }): string {
  if (Type === "NONE") return value;
  if (Type === "LOWERCASE") return value.toLowerCase();
  throw new Error(`not known here: ${Type}`);
}
