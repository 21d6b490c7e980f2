import { join } from "node:path";
import type {
  ApiDescription,
  AuthMode,
  Credentials,
  DataSource,
  LambdaFunction,
  ResolverDescription,
} from "appsync-local";
import type { ApiParts, WebhookWiring } from "../../../local/service/index.ts";
import { type LocalState, REGION } from "../../../local/service/index.ts";
import { nameOf } from "./synth.ts";
import { ofType, type Physical, type Resource, resolved, type Template } from "./template.ts";

/**
 * Translates a synthesised template into the local runtime's description of an API. Schema, resolvers, functions, data sources,
 * authorization, environment and limits are the template's; only endpoints and credentials are local.
 */
export function describeTemplate(template: Template, assets: string, parts: ApiParts): ApiDescription {
  const { dataSources, auth } = parts;
  const physical = physicalOf(template, parts);
  const read = <T>(value: unknown) => resolved<T>(value, template, physical);
  const [[, api]] = ofType(template, "AWS::AppSync::GraphQLApi") as [[string, Resource]];
  const [[, schema]] = ofType(template, "AWS::AppSync::GraphQLSchema") as [[string, Resource]];
  const properties = read<{
    UserPoolConfig: { AppIdClientRegex: string; UserPoolId: string };
    AdditionalAuthenticationProviders: { AuthenticationType: string; LambdaAuthorizerConfig?: AuthorizerConfig }[];
    EnvironmentVariables: Record<string, string>;
    IntrospectionConfig: string;
    QueryDepthLimit: number;
    ResolverCountLimit: number;
  }>(api.Properties);

  const byId = new Map<string, string>();
  const functions: NonNullable<ApiDescription["functions"]> = {};
  for (const [id, { Properties }] of ofType(template, "AWS::AppSync::FunctionConfiguration")) {
    const { Name, DataSourceName, Code } = read<{ Name: string; DataSourceName: string; Code: string }>(Properties);
    byId.set(`${id}.FunctionId`, Name);
    functions[Name] = { dataSource: DataSourceName, code: Code };
  }
  const resolvers = ofType(template, "AWS::AppSync::Resolver").map(([, { Properties }]): ResolverDescription => {
    const { TypeName, FieldName, Kind, DataSourceName, Code, PipelineConfig } = read<{
      TypeName: string;
      FieldName: string;
      Kind: string;
      DataSourceName: string;
      Code: string;
      PipelineConfig: { Functions: string[] };
    }>(Properties);
    const at = { type: TypeName, field: FieldName, code: Code };
    if (Kind === "UNIT") return { kind: "UNIT", ...at, dataSource: DataSourceName };
    return { kind: "PIPELINE", ...at, functions: PipelineConfig.Functions.map((id) => byId.get(id) ?? id) };
  });
  return {
    schema: schema.Properties.Definition,
    dataSources: Object.fromEntries(
      ofType(template, "AWS::AppSync::DataSource").map(([, { Properties }]) => {
        const source = read<Source>(Properties);
        return [source.Name, dataSourceOf(source, template, assets, read, dataSources)];
      }),
    ),
    functions,
    resolvers,
    auth: {
      default: {
        ...auth.default,
        appIdClientRegex: properties.UserPoolConfig.AppIdClientRegex,
      } as ApiDescription["auth"]["default"],
      additional: (auth.additional ?? []).flatMap((mode): AuthMode[] => {
        const provider = properties.AdditionalAuthenticationProviders.find(
          (each) => each.AuthenticationType === mode.type,
        );
        if (!provider) return [];
        if (mode.type !== "AWS_LAMBDA") return [mode];
        const { AuthorizerUri, ...config } = provider.LambdaAuthorizerConfig as AuthorizerConfig;
        return [
          {
            type: mode.type,
            ttlSeconds: config.AuthorizerResultTtlInSeconds,
            identityValidationExpression: config.IdentityValidationExpression,
            function: functionOf(AuthorizerUri, template, assets, read, mode.function),
          },
        ];
      }),
    },
    environment: properties.EnvironmentVariables,
    introspection: properties.IntrospectionConfig === "ENABLED",
    limits: {
      queryDepth: properties.QueryDepthLimit,
      resolverCount: properties.ResolverCountLimit,
      bodyBytes: bodyBytesOf(template),
    },
  };
}

interface AuthorizerConfig {
  AuthorizerUri: string;
  AuthorizerResultTtlInSeconds: number;
  IdentityValidationExpression: string;
}

interface Source {
  Name: string;
  Type: string;
  DynamoDBConfig: { TableName: string; AwsRegion: string };
  HttpConfig: {
    Endpoint: string;
    AuthorizationConfig: { AwsIamConfig: { SigningRegion: string; SigningServiceName: string } };
  };
  LambdaConfig: { LambdaFunctionArn: string };
}

/** Gives the local stand-in for a data source, with the properties of the template. */
function dataSourceOf(
  source: Source,
  template: Template,
  assets: string,
  read: <T>(value: unknown) => T,
  { Tokens, Kms, Send, Reset, Account }: ApiParts["dataSources"],
): DataSource {
  if (source.Type === "AMAZON_DYNAMODB" && Tokens.type === "AMAZON_DYNAMODB") {
    const { TableName: tableName, AwsRegion: region } = source.DynamoDBConfig;
    return { ...Tokens, tableName, region };
  }
  if (source.Type === "HTTP" && Kms.type === "HTTP" && Kms.awsIam) {
    const { Endpoint, AuthorizationConfig } = source.HttpConfig;
    const { SigningRegion, SigningServiceName } = AuthorizationConfig.AwsIamConfig;
    if (Endpoint !== `https://kms.${REGION}.amazonaws.com`) throw new Error(`there is no stand-in for ${Endpoint}`);
    return { ...Kms, awsIam: { ...Kms.awsIam, signingRegion: SigningRegion, signingServiceName: SigningServiceName } };
  }
  const local = { Reset, Account }[source.Name] ?? Send;
  if (source.Type === "AWS_LAMBDA" && local.type === "AWS_LAMBDA") {
    const { LambdaFunctionArn } = source.LambdaConfig;
    return { type: "AWS_LAMBDA", function: functionOf(LambdaFunctionArn, template, assets, read, local.function) };
  }
  throw new Error(`there is no stand-in for a data source of type ${source.Type}`);
}

/** Gives a function of the template, with the local one's endpoints and credentials. */
function functionOf(
  arn: string,
  template: Template,
  assets: string,
  read: <T>(value: unknown) => T,
  { environment = {} }: LambdaFunction,
): LambdaFunction {
  const { Code, Environment, Handler, MemorySize, Timeout } = read<{
    Code: { S3Key: string };
    Environment: { Variables: Record<string, string> };
    Handler: string;
    MemorySize: number;
    Timeout: number;
  }>(template.Resources[arn.replace(/\.Arn$/, "")]?.Properties);
  const [file = "", handlerName = ""] = Handler.split(".");
  const given = Object.entries(environment).filter(([name]) => name.startsWith("AWS_"));
  return {
    codePath: join(assets, `asset.${Code.S3Key.replace(/\.zip$/, "")}`, `${file}.js`),
    handlerName,
    memoryMegabytes: MemorySize,
    timeoutSeconds: Timeout,
    environment: { ...Object.fromEntries(given), ...Environment.Variables },
  };
}

/** Gives local names for the template's resources: table names, the ARNs of keys, the user pool and its clients. */
function physicalOf(template: Template, { auth, environment }: ApiParts): Physical {
  const { issuer, appIdClientRegex } = auth.default as { issuer: string; appIdClientRegex: string };
  const operators = environment.OPERATORS_CLIENT_ID;
  const app = appIdClientRegex.split("|").find((clientId) => clientId !== operators) as string;
  return {
    ...tablesAndKeysOf(template),
    ...named(template, "AWS::Cognito::UserPool", () => issuer.split("/").at(-1) as string),
    ...named(template, "AWS::Cognito::UserPoolClient", (id) => (id.includes("Operators") ? operators : app)),
  };
}

const tablesAndKeysOf = (template: Template): Physical => ({
  ...named(
    template,
    "AWS::DynamoDB::Table",
    (id) => ["Tokens", "Factors", "Clients", "Resets"].find((name) => id.includes(name)) ?? id,
  ),
  ...Object.fromEntries(
    ownKeysOf(template).map(([id]) => [`${id}.Arn`, `arn:aws:kms:${REGION}:000000000000:key/${id}`]),
  ),
});

const named = (template: Template, type: string, nameIn: (id: string) => string): Physical =>
  Object.fromEntries(ofType(template, type).map(([id]) => [id, nameIn(id)]));

/**
 * Translates the way of webhooks: rule, queue, mapping, function and its environment are the template's. Only endpoints, credentials and
 * the queue's address are local, and receivers are on this machine.
 */
export function webhooksOf(template: Template, assets: string): WebhookWiring {
  const read = <T>(value: unknown) => resolved<T>(value, template, tablesAndKeysOf(template));
  const theOne = (type: string, name: string): Resource => {
    const [found] = ofType(template, type).filter(([id]) => nameOf(id) === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found[1];
  };
  const rule = read<{ EventBusName: string; EventPattern: Pattern; Targets: { Arn: string }[] }>(
    theOne("AWS::Events::Rule", "WebhooksRule").Properties,
  );
  const mapping = read<{ EventSourceArn: string; FunctionName: string; BatchSize: number }>(
    theOne("AWS::Lambda::EventSourceMapping", "WebhooksDeliverQueue").Properties,
  );
  const stream = read<{ Environment: { Variables: Record<string, string> } }>(
    theOne("AWS::Lambda::Function", "StreamRead").Properties,
  );
  const queue = template.Resources[mapping.EventSourceArn.replace(/\.Arn$/, "")]?.Properties;
  const isLinked =
    rule.EventBusName === stream.Environment.Variables.EVENT_BUS &&
    rule.Targets.some(({ Arn }) => Arn === mapping.EventSourceArn);
  return {
    takes: (event) => isLinked && matchesPattern(rule.EventPattern, event),
    holdSeconds: queue.VisibilityTimeout,
    maxReceives: queue.RedrivePolicy.maxReceiveCount,
    batchSize: mapping.BatchSize,
    describe(local) {
      const { WEBHOOK_QUEUE_URL = "", WEBHOOK_LOOPBACK = "" } = local.environment ?? {};
      const deployed = functionOf(`${mapping.FunctionName}.Arn`, template, assets, read, local);
      return { ...deployed, environment: { ...deployed.environment, WEBHOOK_QUEUE_URL, WEBHOOK_LOOPBACK } };
    },
  };
}

type Pattern = (string | { prefix: string })[] | { [key: string]: Pattern };

/** EventBridge's rules for patterns, as far as these use them: every key has to match, by one of its rules. */
function matchesPattern(pattern: Pattern, value: unknown): boolean {
  if (!Array.isArray(pattern)) {
    return Object.entries(pattern).every(([key, below]) => matchesPattern(below, Object(value)[key]));
  }
  return pattern.some((rule) => (typeof rule === "string" ? value === rule : `${value}`.startsWith(rule.prefix)));
}

/** Reads the limit of a request's body, which the firewall of the API enforces: AppSync's own is 1 MB. Callers with the API key have less. */
function bodyBytesOf(template: Template): number {
  const sizes: number[] = [];
  for (const [, { Properties }] of ofType(template, "AWS::WAFv2::WebACL")) {
    JSON.parse(JSON.stringify(Properties.Rules), (key, value) => {
      if (key === "SizeConstraintStatement" && value.FieldToMatch.Body) sizes.push(value.Size);
      return value;
    });
  }
  if (sizes.length === 0) throw new Error("the firewall has no rule on the size of a body");
  return Math.max(...sizes);
}

/** The keys that the code uses itself: that of codes, that of checks, and that of proofs. */
const ownKeysOf = (template: Template) =>
  ofType(template, "AWS::KMS::Key").filter(([, { Properties }]) =>
    ["HMAC_256", "RSA_2048"].includes(Properties.KeySpec),
  );

/** Gives the local keys the template's logical ids, and lets those use them whom the template's key policies allow. */
export function keysOf(
  template: Template,
  { api, send, reset, authorizer, webhook, keys }: LocalState,
): LocalState["keys"] {
  const principals: Record<string, Credentials> = {
    SendRole: send,
    ResetsRole: reset,
    KmsRole: api,
    AuthorizerRole: authorizer,
    WebhooksRole: webhook,
  };
  const credentialsOf = (arn: string) =>
    Object.entries(principals).find(([role]) => new RegExp(`${role}[0-9A-F]{8}\\.Arn$`).test(arn))?.[1];
  return ownKeysOf(template).map(([id, { Properties }], index) => {
    const statements = resolved<{ Effect: string; Action: string | string[]; Principal: { AWS: string } }[]>(
      Properties.KeyPolicy.Statement,
      template,
    );
    const allow = statements
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap(({ Action, Principal }) => {
        const credentials = credentialsOf(Principal.AWS);
        const operations = [Action].flat().map((action) => action.replace("kms:", ""));
        return credentials ? [{ accessKeyId: credentials.accessKeyId, operations }] : [];
      });
    return { ...(keys[index] as LocalState["keys"][number]), id, spec: Properties.KeySpec, aliases: [], allow };
  });
}
