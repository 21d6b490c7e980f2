import { existsSync } from "node:fs";
import { resolve as absolute, extname } from "node:path";
import type { DataSource } from "../description.ts";
import { type JsonObject, TemplateError } from "./cloudformation.ts";
import type { Context } from "./context.ts";
import { functionAt } from "./functions.ts";
import { type Resource, textAt } from "./stack.ts";
import { tablesOf } from "./tables.ts";

/** Data sources of AppSync that this package has nothing for. */
const STUBBED = ["RELATIONAL_DATABASE", "AMAZON_OPENSEARCH_SERVICE", "AMAZON_ELASTICSEARCH", "AMAZON_BEDROCK_RUNTIME"];

/**
 * Makes the description of a data source. An endpoint or a stub that somebody gave goes before the template's own.
 *
 * @throws TemplateError that says why it is not local
 */
export function dataSourceOf(resource: Resource, context: Context): DataSource {
  const type = textAt(resource, "Type") ?? "";
  const given = context.given[textAt(resource, "Name") ?? ""];
  if (given === undefined) return ownSource(type, resource, context);
  if (/^https?:\/\//.test(given)) return withEndpoint(type, given, resource, context);
  const file = absolute(given);
  if (!existsSync(file)) throw new TemplateError(`its stub ${given} does not exist`);
  context.files.add(file);
  if (![".js", ".mjs", ".cjs"].includes(extname(file)))
    throw new TemplateError(`its stub ${given} has to be JavaScript`);
  return { type: "STUB", function: { codePath: file, environment: context.environment, timeoutSeconds: 30 } };
}

function ownSource(type: string, resource: Resource, context: Context): DataSource {
  const configured = (name: string) => configOf(resource, name);
  switch (type) {
    case "NONE":
      return { type };
    case "AMAZON_DYNAMODB": {
      const { TableName, Versioned } = configured("DynamoDBConfig");
      if (Versioned === true || Versioned === "true")
        throw new TemplateError("its table is versioned (conflict detection)");
      const tableName = String(TableName);
      if (!tablesOf(context.stacks).some((table) => table.TableName === tableName))
        throw new TemplateError(`its table ${tableName} is not in the template`);
      return dynamoDb(tableName, context.engine.endpoint, resource, context);
    }
    case "AWS_LAMBDA":
      return { type, function: functionAt(String(configured("LambdaConfig").LambdaFunctionArn), context) };
    case "HTTP": {
      const { Endpoint, AuthorizationConfig } = configured("HttpConfig");
      const endpoint = String(Endpoint).replace(/\/$/, "");
      if (AuthorizationConfig) throw new TemplateError(`it calls AWS (${endpoint})`);
      return { type, endpoint };
    }
    case "AMAZON_EVENTBRIDGE":
      return { type, eventBusArn: String(configured("EventBridgeConfig").EventBusArn) };
    default:
      throw new TemplateError(
        STUBBED.includes(type) ? "this package has none of that kind" : `it is of the unknown type ${type}`,
      );
  }
}

function withEndpoint(type: string, endpoint: string, resource: Resource, context: Context): DataSource {
  const configured = (name: string) => configOf(resource, name);
  const { region } = resource.stack;
  const { credentials } = context.engine;
  switch (type) {
    case "AMAZON_DYNAMODB":
      return dynamoDb(String(configured("DynamoDBConfig").TableName), endpoint, resource, context);
    case "AWS_LAMBDA":
      return { type: "AWS_LAMBDA_ENDPOINT", endpoint };
    case "HTTP": {
      const { AuthorizationConfig } = configured("HttpConfig");
      const { SigningRegion, SigningServiceName } = ((AuthorizationConfig as JsonObject | null)?.AwsIamConfig ??
        {}) as JsonObject;
      if (!SigningServiceName) return { type, endpoint };
      const awsIam = {
        signingRegion: String(SigningRegion ?? region),
        signingServiceName: String(SigningServiceName),
        credentials,
      };
      return { type, endpoint, awsIam };
    }
    case "AMAZON_EVENTBRIDGE": {
      const eventBusArn = String(configured("EventBridgeConfig").EventBusArn);
      return { type, eventBusArn, remote: { endpoint, region, credentials } };
    }
    default:
      throw new TemplateError(`it is of the type ${type}, which no endpoint can stand in for; give a stub`);
  }
}

const dynamoDb = (tableName: string, endpoint: string, { stack }: Resource, { engine }: Context): DataSource => ({
  ...{ type: "AMAZON_DYNAMODB", tableName, region: stack.region, endpoint, credentials: engine.credentials },
});

const configOf = ({ stack, properties }: Resource, name: string) =>
  (stack.resolve(properties[name]) ?? {}) as JsonObject;
