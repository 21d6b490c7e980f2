import { type Resource, resolved, type Template } from "./template.ts";

/** Evaluates the own rules of a web ACL, as AWS documents them. Managed rule groups are passed over. */

export interface WafRequest {
  /** Name and value of each header, as they were sent. */
  headers: [name: string, value: string][];
  body?: string;
  bodyBytes?: number;
  /** Default: `/graphql`. */
  path?: string;
}

type Reading = (values: string[]) => string[];

/**
 * What WAF may see of a header that was sent more than once. AWS does not document it, so every promise has to hold for each of
 * these, and for whatever AppSync sees beside it.
 */
export const READINGS: Record<string, Reading> = {
  "the first": (values) => values.slice(0, 1),
  "the last": (values) => values.slice(-1),
  "each by itself": (values) => values,
  "all in one": (values) => (values.length > 0 ? [values.join(",")] : []),
};

interface Statement {
  NotStatement?: { Statement: Statement };
  AndStatement?: { Statements: Statement[] };
  OrStatement?: { Statements: Statement[] };
  RegexMatchStatement?: { FieldToMatch: Field; RegexString: string; TextTransformations: Transformation[] };
  ByteMatchStatement?: {
    FieldToMatch: Field;
    PositionalConstraint: string;
    SearchString: string;
    TextTransformations: Transformation[];
  };
  SizeConstraintStatement?: { FieldToMatch: Field; ComparisonOperator: string; Size: number };
  RateBasedStatement?: {
    AggregateKeyType: string;
    Limit: number;
    ForwardedIPConfig?: object;
    ScopeDownStatement?: Statement;
  };
  ManagedRuleGroupStatement?: object;
}
interface Transformation {
  Type: string;
}
interface Field {
  SingleHeader?: { Name: string };
  Body?: object;
  UriPath?: object;
}
interface Rule {
  Name: string;
  Priority: number;
  Action?: { Block?: object; Challenge?: object };
  Statement: Statement;
}

/** Gives the rules of a web ACL, in their order and with their references resolved. */
export const rulesOf = (acl: Resource, template: Template): Rule[] =>
  resolved<Rule[]>(acl.Properties.Rules, template).toSorted((one, other) => one.Priority - other.Priority);

/**
 * Follows a request through the rules, none of whose limits is reached.
 *
 * @param reading one of `READINGS`
 * @returns the names of the rate rules that count it, and of the rule that ends its evaluation, if one does
 * @throws Error at a statement that it does not know
 */
export function judged(rules: Rule[], request: WafRequest, reading: Reading): { counted: string[]; ended?: string } {
  const counted: string[] = [];
  for (const { Name, Action, Statement } of rules) {
    const rate = Statement.RateBasedStatement;
    if (rate) {
      if (!rate.ScopeDownStatement || matches(rate.ScopeDownStatement, request, reading)) counted.push(Name);
    } else if (!Statement.ManagedRuleGroupStatement && matches(Statement, request, reading)) {
      if (Action?.Block || Action?.Challenge) return { counted, ended: Name };
    }
  }
  return { counted };
}

/** As `judged`, the names of the rate rules alone. */
export const countedBy = (rules: Rule[], request: WafRequest, reading: Reading): string[] =>
  judged(rules, request, reading).counted;

function matches(statement: Statement, request: WafRequest, reading: Reading): boolean {
  const { NotStatement, AndStatement, OrStatement, RegexMatchStatement, ByteMatchStatement } = statement;
  const size = statement.SizeConstraintStatement;
  if (NotStatement) return !matches(NotStatement.Statement, request, reading);
  if (AndStatement) return AndStatement.Statements.every((each) => matches(each, request, reading));
  if (OrStatement) return OrStatement.Statements.some((each) => matches(each, request, reading));
  const { FieldToMatch, TextTransformations = [] } = { ...RegexMatchStatement, ...ByteMatchStatement, ...size } as {
    FieldToMatch: Field;
    TextTransformations?: Transformation[];
  };
  if (size?.ComparisonOperator === "GT" && FieldToMatch.Body) return (request.bodyBytes ?? 0) > size.Size;
  // A header that is not there matches nothing.
  const values = valuesOf(FieldToMatch, request, reading).map((value) =>
    TextTransformations.reduce(transformed, value),
  );
  if (size?.ComparisonOperator === "GT") return values.some(({ length }) => length > size.Size);
  if (RegexMatchStatement) return values.some((value) => new RegExp(RegexMatchStatement.RegexString).test(value));
  if (ByteMatchStatement?.PositionalConstraint === "EXACTLY") return values.includes(ByteMatchStatement.SearchString);
  throw new Error(`not known here: ${JSON.stringify(statement)}`);
}

function valuesOf({ SingleHeader, Body, UriPath }: Field, request: WafRequest, reading: Reading): string[] {
  if (Body) return [request.body ?? ""];
  if (UriPath) return [request.path ?? "/graphql"];
  const name = SingleHeader?.Name.toLowerCase();
  return reading(request.headers.flatMap(([each, value]) => (each.toLowerCase() === name ? [value] : [])));
}

function transformed(value: string, { Type }: Transformation): string {
  if (Type === "NONE") return value;
  if (Type === "LOWERCASE") return value.toLowerCase();
  if (Type === "JS_DECODE") {
    return value.replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  }
  throw new Error(`not known here: ${Type}`);
}
