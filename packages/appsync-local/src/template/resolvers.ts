import type { DataSource, FunctionDescription, ResolverCaching, ResolverDescription } from "../description.ts";
import { isObject, type JsonObject, TemplateError } from "./cloudformation.ts";
import type { Context } from "./context.ts";
import { codeOf, refusing } from "./handlers.ts";
import { attributeOf } from "./identity.ts";
import { type Resource, textAt } from "./stack.ts";

/** The data source of what is not local. */
export const NOWHERE = "NotLocal";

/** The data sources that are local, and why others are not. */
export interface Sources {
  local: Record<string, DataSource>;
  refused: Map<string, string>;
}

type Step = { dataSource: string; code?: string; maxBatchSize?: number };

/** The functions of an API, by the ids that pipelines have. One that is not local raises an error that says why. */
export function functionsOf(
  resources: Resource[],
  sources: Sources,
  context: Context,
): Record<string, FunctionDescription> {
  return Object.fromEntries(
    resources.map((resource) => {
      const id = String(attributeOf(resource, "FunctionId"));
      return [id, stepOf(resource, `the function ${textAt(resource, "Name")}`, sources, context)];
    }),
  );
}

/** The resolvers of an API. One that is not local raises an error that says why. */
export const resolversOf = (resources: Resource[], sources: Sources, context: Context): ResolverDescription[] =>
  resources.map((resource) => {
    const [type, field] = [textAt(resource, "TypeName") ?? "", textAt(resource, "FieldName") ?? ""];
    const name = `the resolver ${type}.${field}`;
    const caching = cachingOf(resource);
    const attached = { type, field, ...(caching && { caching }) };
    if (textAt(resource, "Kind") !== "PIPELINE")
      return { kind: "UNIT", ...attached, ...stepOf(resource, name, sources, context) };
    try {
      const code = codeOf(resource, `${type}.${field}`, context);
      const { Functions = [] } = resource.stack.resolve(resource.properties.PipelineConfig) as { Functions?: string[] };
      return { kind: "PIPELINE", ...attached, functions: Functions, ...(code !== null && { code }) };
    } catch (error) {
      return { kind: "UNIT", ...attached, ...refused(name, error, context) };
    }
  });

function stepOf(resource: Resource, name: string, sources: Sources, context: Context): Step {
  const dataSource = textAt(resource, "DataSourceName") ?? "";
  const maxBatchSize = Number(textAt(resource, "MaxBatchSize") ?? 0);
  try {
    const why = sources.refused.get(dataSource);
    if (why !== undefined) return { dataSource: NOWHERE, code: refusing(`${name} is not local: ${why}`) };
    checkSync(resource);
    const code = codeOf(resource, name.replace(/^the \w+ /, ""), context);
    return { dataSource, maxBatchSize, ...(code !== null && { code }) };
  } catch (error) {
    return refused(name, error, context);
  }
}

/** The step in the place of one that is not local: who calls it is told why. */
export function refused(name: string, error: unknown, { notes }: Context): Step {
  if (!(error instanceof TemplateError)) throw error;
  const why = `${name} is not local: ${error.message}`;
  notes.add(`${why[0]?.toUpperCase()}${why.slice(1)}`);
  return { dataSource: NOWHERE, code: refusing(why) };
}

function checkSync({ stack, properties }: Resource): void {
  const sync = stack.resolve(properties.SyncConfig);
  if (isObject(sync) && sync.ConflictDetection === "VERSION")
    throw new TemplateError("it detects conflicts on a versioned table");
}

function cachingOf({ stack, properties }: Resource): ResolverCaching | undefined {
  const config = stack.resolve(properties.CachingConfig) as JsonObject | null;
  if (!config) return undefined;
  const keys = config.CachingKeys as string[] | undefined;
  return { ttlSeconds: Number(config.Ttl), ...(keys?.length && { cachingKeys: keys }) };
}
