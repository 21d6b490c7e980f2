import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ApiDescription, DataSource, ResolverDescription } from "appsync-local";
import type { StepEnvironment } from "../../contract/environment.ts";
import { LIMITS } from "../../contract/limits.ts";
import { bundleResolvers } from "../../resolvers/bundle.ts";
import { type DataSourceName, PIPELINES } from "../../resolvers/pipelines.ts";
import type { Settings } from "../../settings/schema.ts";

/** The parts that an API's description is made from. */
export interface ApiParts {
  settings: Settings;
  dataSources: Record<DataSourceName, DataSource>;
  environment: StepEnvironment;
  auth: ApiDescription["auth"];
}

/** The API of `PIPELINES` over the given data sources. */
export function describeApi({ settings, dataSources, environment, auth }: ApiParts): ApiDescription {
  const bundles = bundleResolvers(settings);
  const code = (step: string) => bundles.get(step) as string;
  const functions: ApiDescription["functions"] = {};
  const resolvers = Object.entries(PIPELINES).map(([name, wired]): ResolverDescription => {
    const [type = "", field = ""] = name.split(".");
    if ("step" in wired) return { kind: "UNIT", type, field, dataSource: wired.dataSource, code: code(wired.step) };
    for (const { step, dataSource } of wired.steps) functions[step] = { dataSource, code: code(step) };
    return {
      kind: "PIPELINE",
      type,
      field,
      functions: wired.steps.map(({ step }) => step),
      code: code(wired.handlers),
    };
  });
  return {
    schema: readFileSync(fileURLToPath(new URL("../../schema.graphql", import.meta.url)), "utf8"),
    dataSources,
    functions,
    resolvers,
    auth,
    environment,
    limits: LIMITS,
  };
}
