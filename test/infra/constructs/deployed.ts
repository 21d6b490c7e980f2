import { join } from "node:path";
import type { ApiDescription, Credentials, DataSource, ResolverDescription } from "appsync-local";
import type { ApiParts } from "../../../local/service/index.ts";
import { type LocalState, REGION } from "../../../local/service/index.ts";
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
    AdditionalAuthenticationProviders: { AuthenticationType: string }[];
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
      additional: (auth.additional ?? []).filter(({ type }) =>
        properties.AdditionalAuthenticationProviders.some(({ AuthenticationType }) => AuthenticationType === type),
      ),
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
  { Tokens, Kms, Send }: ApiParts["dataSources"],
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
  if (source.Type === "AWS_LAMBDA" && Send.type === "AWS_LAMBDA") {
    const id = source.LambdaConfig.LambdaFunctionArn.replace(/\.Arn$/, "");
    const { Code, Environment, Handler, MemorySize, Timeout } = read<{
      Code: { S3Key: string };
      Environment: { Variables: Record<string, string> };
      Handler: string;
      MemorySize: number;
      Timeout: number;
    }>(template.Resources[id]?.Properties);
    const [file = "", handlerName = ""] = Handler.split(".");
    const given = Object.entries(Send.function.environment ?? {}).filter(([name]) => name.startsWith("AWS_"));
    return {
      type: "AWS_LAMBDA",
      function: {
        codePath: join(assets, `asset.${Code.S3Key.replace(/\.zip$/, "")}`, `${file}.js`),
        handlerName,
        memoryMegabytes: MemorySize,
        timeoutSeconds: Timeout,
        environment: { ...Object.fromEntries(given), ...Environment.Variables },
      },
    };
  }
  throw new Error(`there is no stand-in for a data source of type ${source.Type}`);
}

/** Gives local names for the template's resources: table names, the ARNs of keys, the user pool and its clients. */
function physicalOf(template: Template, { auth, environment }: ApiParts): Physical {
  const { issuer, appIdClientRegex } = auth.default as { issuer: string; appIdClientRegex: string };
  const operators = environment.OPERATORS_CLIENT_ID;
  const app = appIdClientRegex.split("|").find((clientId) => clientId !== operators) as string;
  const named = (type: string, nameOf: (id: string) => string) =>
    ofType(template, type).map(([id]) => [id, nameOf(id)] as const);
  return Object.fromEntries([
    ...named("AWS::DynamoDB::Table", (id) => (id.includes("Tokens") ? "Tokens" : id)),
    ...ownKeysOf(template).map(([id]) => [`${id}.Arn`, `arn:aws:kms:${REGION}:000000000000:key/${id}`] as const),
    ...named("AWS::Cognito::UserPool", () => issuer.split("/").at(-1) as string),
    ...named("AWS::Cognito::UserPoolClient", (id) => (id.includes("Operators") ? operators : app)),
  ]);
}

/** Reads the limit of a request's body, which the firewall enforces: AppSync's own is 1 MB. */
function bodyBytesOf(template: Template): number {
  const acls = ofType(template, "AWS::WAFv2::WebACL").map(([, acl]) => acl.Properties.Rules);
  const sizes = acls
    .flat()
    .flatMap((rule: { Statement: { SizeConstraintStatement?: { Size: number } } }) =>
      rule.Statement.SizeConstraintStatement ? [rule.Statement.SizeConstraintStatement.Size] : [],
    );
  if (sizes.length !== 1) throw new Error("the firewall has no single rule on the size of a body");
  return sizes[0] as number;
}

/** The keys that the code uses itself: that of codes, that of checks, and that of proofs. */
const ownKeysOf = (template: Template) =>
  ofType(template, "AWS::KMS::Key").filter(([, { Properties }]) =>
    ["HMAC_256", "RSA_2048"].includes(Properties.KeySpec),
  );

/** Gives the local keys the template's logical ids, and lets those use them whom the template's key policies allow. */
export function keysOf(template: Template, { api, send, keys }: LocalState): LocalState["keys"] {
  const principals: Record<string, Credentials> = { SendRole: send, KmsRole: api };
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
