import type { ApiDescription } from "../description.ts";
import { checkTypesOnce } from "../language/checked-types.ts";
import { formatFinding } from "../language/finding.ts";
import { bundlesOf } from "../link.ts";
import { TemplateError } from "./cloudformation.ts";
import type { Context } from "./context.ts";
import { refused } from "./resolvers.ts";

/**
 * Puts aside the bundles whose types AppSync refuses when code is uploaded: who calls one is told why, and the rest of the API stays local.
 *
 * @param nameOf gives a function's name by its id
 */
export function withoutWrongTypes(
  description: ApiDescription,
  nameOf: (functionId: string) => string,
  context: Context,
): ApiDescription {
  const wrong = Map.groupBy(checkTypesOnce(bundlesOf(description)), ({ bundle }) => bundle as string);
  function aside(bundle: string, kind: string, name: string) {
    const findings = wrong.get(bundle)?.map((finding) => formatFinding({ ...finding, bundle: name }));
    if (findings === undefined) return undefined;
    const why = [`${name} cannot run in APPSYNC_JS:`, ...findings].join("\n  ");
    return refused(`the ${kind} ${name}`, new TemplateError(why), context);
  }
  const functions = Object.entries(description.functions ?? {}).map(
    ([id, described]) => [id, aside(id, "function", nameOf(id)) ?? described] as const,
  );
  const resolvers = description.resolvers.map((resolver) => {
    const { type, field, caching } = resolver;
    const step = aside(`${type}.${field}`, "resolver", `${type}.${field}`);
    return step ? { kind: "UNIT" as const, type, field, ...(caching && { caching }), ...step } : resolver;
  });
  return { ...description, functions: Object.fromEntries(functions), resolvers };
}
