/**
 * What an API is made of, as plain data: everything in here survives `JSON.stringify`, so a description can be written
 * by hand, read out of a CloudFormation template, or kept in a file. Names are CloudFormation's where it has one.
 */
export interface ApiDescription {
  /** As it stands in ARNs. Default `DEFAULT_API_ID`. */
  apiId?: string;
  /** Schema definition language, with AppSync's scalars and `@aws_*` directives, which need not be declared. */
  schema: string;
  dataSources: Record<string, DataSource>;
  /** AppSync functions: the steps of pipelines, by name. */
  functions?: Record<string, FunctionDescription>;
  resolvers: ResolverDescription[];
  auth: { default: AuthMode; additional?: AuthMode[] };
  /** `ctx.env`: at most 50 pairs of at most 512 characters. */
  environment?: Record<string, string>;
  limits?: Partial<Limits>;
  /** Off in production: then `__schema` and `__type` are undefined fields. Default true. */
  introspection?: boolean;
}

/** One AppSync function. `code` is a bundled APPSYNC_JS module that exports `request` and `response`. */
export interface FunctionDescription {
  dataSource: string;
  code: string;
}

export type ResolverDescription = UnitResolver | PipelineResolver;

interface Attachment {
  /** The GraphQL type and field that the resolver answers. */
  type: string;
  field: string;
}

export interface UnitResolver extends Attachment {
  kind: "UNIT";
  dataSource: string;
  code: string;
}

export interface PipelineResolver extends Attachment {
  kind: "PIPELINE";
  /** Names of functions, in order; at most 10. */
  functions: string[];
  /** The before (`request`) and after (`response`) handlers. Left out: hands on what the last function answered. */
  code?: string;
}

export type DataSource = NoneDataSource | DynamoDbDataSource | LambdaDataSource | HttpDataSource;

export interface NoneDataSource {
  type: "NONE";
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface DynamoDbDataSource {
  type: "AMAZON_DYNAMODB";
  tableName: string;
  region: string;
  /** Where the engine listens, e.g. `http://127.0.0.1:8000`. */
  endpoint: string;
  credentials: Credentials;
}

/** A function bundle on disk, run as Lambda would run it: its own process environment, one event at a time an instance. */
export interface LambdaFunction {
  /** File of the bundled function; the module's `handlerName` export is called with (event, context). */
  codePath: string;
  handlerName?: string;
  /** The function's whole environment: it sees no other variable. */
  environment?: Record<string, string>;
  timeoutSeconds?: number;
  memoryMegabytes?: number;
  /** Instances that may run side by side; further events wait. Default 2. */
  concurrency?: number;
}

export interface LambdaDataSource {
  type: "AWS_LAMBDA";
  function: LambdaFunction;
}

export interface HttpDataSource {
  type: "HTTP";
  /** Scheme, host and port; paths come from the requests. */
  endpoint: string;
  /** Signs every request with SigV4, as AppSync does with the data source's role. */
  awsIam?: { signingRegion: string; signingServiceName: string; credentials: Credentials };
}

export type AuthMode = ApiKeyAuth | CognitoAuth | IamAuth | LambdaAuth;
export type AuthType = AuthMode["type"];

export interface ApiKeyAuth {
  type: "API_KEY";
  keys: { key: string; expiresAt: number /* epoch seconds */ }[];
}

export interface CognitoAuth {
  type: "AMAZON_COGNITO_USER_POOLS";
  /** The `iss` that tokens must bear. */
  issuer: string;
  /** Where the pool's public keys are. Default: `<issuer>/.well-known/jwks.json`. */
  jwksUri?: string;
  /** Only tokens of app clients whose id matches are taken (`aud` of an ID token, `client_id` of an access token). */
  appIdClientRegex?: string;
  /** What fields without a directive answer when this is the default mode. Default ALLOW. */
  defaultAction?: "ALLOW" | "DENY";
}

export interface IamAuth {
  type: "AWS_IAM";
  region: string;
  principals: IamPrincipal[];
}

export interface IamPrincipal extends Credentials {
  accountId: string;
  userArn: string;
  username: string;
  /** Filled for identities of a Cognito identity pool. */
  cognitoIdentity?: {
    poolId: string;
    id: string;
    authType: "authenticated" | "unauthenticated";
    authProvider?: string;
  };
  /** What its IAM policy allows on this API: `Type/field`, `Type/*` or `*`. Default `["*"]`. */
  allow?: string[];
}

export interface LambdaAuth {
  type: "AWS_LAMBDA";
  function: LambdaFunction;
  /** Answers are cached by token for so long, unless an answer names its own `ttlOverride`. Default 300. */
  ttlSeconds?: number;
  /** Tokens that do not match are refused before the function is asked. */
  identityValidationExpression?: string;
}

export interface Limits {
  /** Levels of nested fields a query may have (AppSync: 1 to 75). */
  queryDepth: number;
  /** Resolvers that one request may run (AppSync: 1 to 10,000). */
  resolverCount: number;
  /** Bytes of a request's body. */
  bodyBytes: number;
  /** Lexical tokens of a query document. */
  tokens: number;
  /** Milliseconds that a request may take. */
  requestMilliseconds: number;
  /** Subscriptions of one connection. */
  subscriptions: number;
  /** Bytes of what a subscriber is told at once; what is larger is not delivered. */
  payloadBytes: number;
  /** Milliseconds after which a connection is closed. */
  connectionMilliseconds: number;
}

export const DEFAULT_API_ID = "localapilocalapilocalapiloc";

export const DEFAULT_LIMITS: Limits = {
  queryDepth: 75,
  resolverCount: 10_000,
  bodyBytes: 1_048_576,
  tokens: 15_000,
  requestMilliseconds: 30_000,
  subscriptions: 200,
  payloadBytes: 240 * 1_024,
  connectionMilliseconds: 86_400_000,
};
