import { readFileSync } from "node:fs";
import type { ApiDescription, CachingBehavior, DataSource } from "../description.ts";
import { authOf, type LocalCallers } from "./auth-modes.ts";
import { type JsonObject, TemplateError } from "./cloudformation.ts";
import type { Context } from "./context.ts";
import { dataSourceOf } from "./data-sources.ts";
import { attributeOf } from "./identity.ts";
import { functionsOf, NOWHERE, resolversOf, type Sources } from "./resolvers.ts";
import { withoutStrayDirectives } from "./schema-directives.ts";
import { type Resource, textAt } from "./stack.ts";
import { withoutWrongTypes } from "./wrong-types.ts";

const API = "AWS::AppSync::GraphQLApi";

/** The APIs of the stacks. */
export const apisOf = ({ stacks }: Pick<Context, "stacks">): Resource[] =>
  stacks.flatMap(({ resources }) => [...resources.values()]).filter(({ type }) => type === API);

/**
 * Makes the description of an API out of its resources. What of it is not local is in the context's notes, and raises errors of the type
 * `NotLocal` when it is called.
 *
 * @throws TemplateError when it has no schema, or a default auth mode that is not local
 */
export function apiOf(api: Resource, callers: LocalCallers, context: Context): ApiDescription {
  const apiId = String(attributeOf(api, "ApiId"));
  const own = (type: string) =>
    context.stacks
      .flatMap(({ resources }) => [...resources.values()])
      .filter((resource) => resource.type === `AWS::AppSync::${type}` && textAt(resource, "ApiId") === apiId);
  if (textAt(api, "ApiType") === "MERGED") throw new TemplateError(`the API ${textAt(api, "Name")} is a merged API`);
  const sources = sourcesOf(own("DataSource"), context);
  const cache = own("ApiCache")[0];
  const limits = limitsOf(api);
  const functions = own("FunctionConfiguration");
  const description = {
    apiId,
    schema: schemaOf(own("GraphQLSchema"), context),
    dataSources: sources.local,
    functions: functionsOf(functions, sources, context),
    resolvers: resolversOf(own("Resolver"), sources, context),
    auth: authOf(api, own("ApiKey"), callers, context),
    environment: (api.stack.resolve(api.properties.EnvironmentVariables) ?? {}) as Record<string, string>,
    introspection: textAt(api, "IntrospectionConfig") !== "DISABLED",
    ...(cache && { cache: cacheOf(cache) }),
    ...(limits && { limits }),
  };
  const names = new Map(functions.map((each) => [String(attributeOf(each, "FunctionId")), textAt(each, "Name") ?? ""]));
  return withoutWrongTypes(description, (id) => names.get(id) ?? id, context);
}

function schemaOf(schemas: Resource[], { assets, notes }: Context): string {
  const [schema] = schemas;
  if (!schema) throw new TemplateError("the API has no AWS::AppSync::GraphQLSchema");
  const location = textAt(schema, "DefinitionS3Location");
  const sdl =
    location === null ? textAt(schema, "Definition") : readFileSync(assets.locate(location, "the schema"), "utf8");
  return withoutStrayDirectives(sdl ?? "", notes);
}

function sourcesOf(resources: Resource[], context: Context): Sources {
  const local: Record<string, DataSource> = { [NOWHERE]: { type: "NONE" } };
  const refused = new Map<string, string>();
  for (const resource of resources) {
    const name = textAt(resource, "Name") ?? "";
    try {
      local[name] = dataSourceOf(resource, context);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const why = `the data source ${name} (${textAt(resource, "Type")}) is not local: ${error.message}`;
      refused.set(name, why);
      context.notes.add(`${why[0]?.toUpperCase()}${why.slice(1)}. Give --data-source ${name}=<endpoint or stub>.`);
    }
  }
  return { local, refused };
}

function cacheOf({ stack, properties }: Resource): NonNullable<ApiDescription["cache"]> {
  const { ApiCachingBehavior, Ttl } = stack.resolve(properties) as JsonObject;
  return { behavior: String(ApiCachingBehavior) as CachingBehavior, ttlSeconds: Number(Ttl) };
}

/** Zero is AppSync's way to say that there is no limit of the API's own. */
function limitsOf(api: Resource): ApiDescription["limits"] {
  const depth = Number(textAt(api, "QueryDepthLimit") ?? 0);
  const count = Number(textAt(api, "ResolverCountLimit") ?? 0);
  return { ...(depth > 0 && { queryDepth: depth }), ...(count > 0 && { resolverCount: count }) };
}
