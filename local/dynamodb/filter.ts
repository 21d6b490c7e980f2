/** A rule of Lambda's event filters, as far as they are used: the value itself, how it begins, or whether there is one. */
export type FilterRule = string | { exists: boolean } | { prefix: string };
/** A pattern of Lambda's event filters: every key has to match, by one of its rules. */
export type FilterPattern = readonly FilterRule[] | { readonly [key: string]: FilterPattern | undefined };

/** Whether a record passes a filter, as Lambda decides it. */
export function matches(pattern: FilterPattern, value: unknown): boolean {
  if (isRules(pattern)) return pattern.some((rule) => keeps(rule, value));
  return Object.entries(pattern).every(
    ([key, below]) => below === undefined || matches(below, (value as Record<string, unknown>)?.[key]),
  );
}

const isRules = (pattern: FilterPattern): pattern is readonly FilterRule[] => Array.isArray(pattern);

function keeps(rule: FilterRule, value: unknown): boolean {
  if (typeof rule === "string") return value === rule;
  if ("exists" in rule) return (value !== undefined) === rule.exists;
  return typeof value === "string" && value.startsWith(rule.prefix);
}
