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
  /** The cache of resolvers' answers. Left out: none. */
  cache?: CacheDescription;
  auth: { default: AuthMode; additional?: AuthMode[] };
  /** `ctx.env`: at most 50 pairs of at most 512 characters. */
  environment?: Record<string, string>;
  limits?: Partial<Limits>;
  /** Off in production: then `__schema` and `__type` are undefined fields. Default true. */
  introspection?: boolean;
}

/** One AppSync function. */
export interface FunctionDescription extends Handlers {
  dataSource: string;
}

interface Handlers {
  /** A bundled APPSYNC_JS module that exports `request` and `response`. Left out, over a Lambda function: a direct Lambda resolver. */
  code?: string;
  /** How many calls of one request become one `BatchInvoke`, from 0 to 2,000. Default: 5 by code, none by a direct Lambda resolver. */
  maxBatchSize?: number;
}

export type ResolverDescription = UnitResolver | PipelineResolver;

interface Attachment {
  /** The GraphQL type and field that the resolver answers. */
  type: string;
  field: string;
  /** With `PER_RESOLVER_CACHING`, a resolver without this is not cached. */
  caching?: ResolverCaching;
}

/** A resolver's part in the cache (AppSync's `CachingConfig`). */
export interface ResolverCaching {
  /** From 1 to 3,600. */
  ttlSeconds: number;
  /** Such as `$context.arguments.id` or `$context.identity.sub`. Default: the whole arguments, source and identity. */
  cachingKeys?: string[];
}

/** AppSync's `ApiCache`, in memory. */
export interface CacheDescription {
  behavior: CachingBehavior;
  /** For resolvers that name no other, from 1 to 3,600. */
  ttlSeconds: number;
}

export type CachingBehavior = "FULL_REQUEST_CACHING" | "PER_RESOLVER_CACHING";

export interface UnitResolver extends Attachment, Handlers {
  kind: "UNIT";
  dataSource: string;
}

export interface PipelineResolver extends Attachment {
  kind: "PIPELINE";
  /** Names of functions, in order; at most 10. */
  functions: string[];
  /** The before (`request`) and after (`response`) handlers. Left out: hands on what the last function answered. */
  code?: string;
}

export type DataSource =
  | NoneDataSource
  | DynamoDbDataSource
  | LambdaDataSource
  | LambdaEndpointDataSource
  | HttpDataSource
  | EventBridgeDataSource
  | StubDataSource;

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
  /** The folder of the function's files. There, a `.js` file without a package.json beside or above it is CommonJS, as on Lambda. */
  taskRoot?: string;
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

/** A Lambda function that runs elsewhere, such as in a container with AWS's Runtime Interface Emulator. */
export interface LambdaEndpointDataSource {
  type: "AWS_LAMBDA_ENDPOINT";
  /** Scheme, host and port. */
  endpoint: string;
}

export interface HttpDataSource {
  type: "HTTP";
  /** Scheme, host and port; paths come from the requests. */
  endpoint: string;
  /** Signs every request with SigV4, as AppSync does with the data source's role. */
  awsIam?: { signingRegion: string; signingServiceName: string; credentials: Credentials };
}

/** Events go to a bus in memory, which the running API shows, or to an endpoint that speaks EventBridge's protocol. */
export interface EventBridgeDataSource {
  type: "AMAZON_EVENTBRIDGE";
  eventBusArn: string;
  remote?: { endpoint: string; region: string; credentials: Credentials };
}

/** Stands in for a data source that is not local: the function gets each request object, and its answer is the result. */
export interface StubDataSource {
  type: "STUB";
  function: LambdaFunction;
}

export type AuthMode = ApiKeyAuth | CognitoAuth | OidcAuth | IamAuth | LambdaAuth;
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

/** AppSync's `OpenIDConnectConfig`. */
export interface OidcAuth {
  type: "OPENID_CONNECT";
  /** Its `/.well-known/openid-configuration` says where the provider's keys are, and what `iss` tokens bear. */
  issuer: string;
  /** A regular expression that the token's `aud` or `azp` has to match. Left out: any. */
  clientId?: string;
  /** Milliseconds that a token is good for after `auth_time`. Left out: not checked. */
  authTTL?: number;
  /** Milliseconds that a token is good for after `iat`. Left out: not checked. */
  iatTTL?: number;
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
