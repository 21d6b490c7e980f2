import { CfnFunctionConfiguration, type CfnGraphQLSchema, CfnResolver } from "aws-cdk-lib/aws-appsync";
import type { Construct } from "constructs";
import { PIPELINES, type StepWiring } from "../../resolvers/pipelines.ts";
import type { DataSources } from "./data-sources.ts";

const RUNTIME = { name: "APPSYNC_JS", runtimeVersion: "1.0.0" };

/**
 * Adds a resolver for each field of `PIPELINES`, and an AppSync function for each step.
 *
 * @param bundles the steps' names with their APPSYNC_JS
 */
export function addResolvers(
  scope: Construct,
  schema: CfnGraphQLSchema,
  dataSources: DataSources,
  bundles: Map<string, string>,
): void {
  const { apiId } = schema;
  const codeOf = (step: string) => bundles.get(step) as string;
  const functions = new Map<string, string>();
  // Several fields may share a step.
  const functionOf = (wiring: StepWiring) => {
    const known = functions.get(wiring.step) ?? addFunction(wiring);
    functions.set(wiring.step, known);
    return known;
  };
  const addFunction = ({ step, dataSource }: StepWiring) => {
    const name = step.replace("/", "_");
    const added = new CfnFunctionConfiguration(scope, `Function_${name}`, {
      apiId,
      name,
      description: `Step ${step}`,
      dataSourceName: dataSources[dataSource].attrName,
      runtime: RUNTIME,
      code: codeOf(step),
    });
    added.addResourceDependency(schema);
    return added.attrFunctionId;
  };
  for (const [field, wiring] of Object.entries(PIPELINES)) {
    const [typeName = "", fieldName = ""] = field.split(".");
    const common = { apiId, typeName, fieldName, runtime: RUNTIME };
    const resolver = new CfnResolver(
      scope,
      `Resolver_${typeName}_${fieldName}`,
      "step" in wiring
        ? {
            ...common,
            kind: "UNIT",
            dataSourceName: dataSources[wiring.dataSource].attrName,
            code: codeOf(wiring.step),
          }
        : {
            ...common,
            kind: "PIPELINE",
            pipelineConfig: { functions: wiring.steps.map(functionOf) },
            code: codeOf(wiring.handlers),
          },
    );
    // AppSync refuses changes of resolvers while the schema is being changed.
    resolver.addResourceDependency(schema);
  }
}
