import { CACHING_KEY } from "./cache-key.ts";
import type { ApiDescription, AuthMode, CachingBehavior, DataSource, Limits, ResolverCaching } from "./description.ts";

const AUTH_TYPES: AuthMode["type"][] = [
  "API_KEY",
  "AMAZON_COGNITO_USER_POOLS",
  "OPENID_CONNECT",
  "AWS_IAM",
  "AWS_LAMBDA",
];
const DATA_SOURCE_TYPES: DataSource["type"][] = [
  ...(["NONE", "AMAZON_DYNAMODB", "AWS_LAMBDA", "HTTP", "AMAZON_EVENTBRIDGE"] as const),
  ...(["AWS_LAMBDA_ENDPOINT", "STUB"] as const),
];
const CACHING_BEHAVIORS: CachingBehavior[] = ["FULL_REQUEST_CACHING", "PER_RESOLVER_CACHING"];
const MAX_TTL_SECONDS = 3_600;
const MAX_BATCH = 2_000;
const ENVIRONMENT = { pairs: 50, characters: 512, name: /^[A-Za-z][A-Za-z0-9_]{1,63}$/ };
/** The limits that AppSync has a setting for. The others may be lowered here, for tests. */
const LIMIT_BOUNDS: Partial<Record<keyof Limits, [least: number, most: number]>> = {
  queryDepth: [1, 75],
  resolverCount: [1, 10_000],
};

/**
 * Checks in a description what types cannot express, and what no compiler has seen because it came out of a file.
 *
 * @throws Error that names the part and what would be right
 */
export function checkDescription({
  auth,
  cache,
  dataSources,
  functions = {},
  resolvers,
  environment = {},
  limits = {},
}: ApiDescription): void {
  for (const mode of [auth.default, ...(auth.additional ?? [])]) oneOf("an auth mode's type", mode.type, AUTH_TYPES);
  for (const [name, { type }] of Object.entries(dataSources))
    oneOf(`the type of the data source ${name}`, type, DATA_SOURCE_TYPES);
  if (cache) {
    oneOf("the cache's behavior", cache.behavior, CACHING_BEHAVIORS);
    isTtl("the cache", cache.ttlSeconds);
  }
  for (const [name, fn] of Object.entries(functions)) checkHandlers(`the function ${name}`, fn);
  for (const resolver of resolvers) {
    const name = `the resolver ${resolver.type}.${resolver.field}`;
    oneOf(`the kind of ${name}`, resolver.kind, ["UNIT", "PIPELINE"]);
    checkHandlers(name, resolver);
    if (resolver.caching) checkCaching(name, resolver.caching);
  }
  checkEnvironment(environment);
  for (const [name, [least, most]] of Object.entries(LIMIT_BOUNDS)) {
    const value = limits[name as keyof Limits] ?? least;
    if (!(value >= least && value <= most))
      throw new Error(`the limit ${name} has to be from ${least} to ${most}, and is ${value}`);
  }
}

function checkEnvironment(environment: Record<string, string>): void {
  const pairs = Object.entries(environment);
  if (pairs.length > ENVIRONMENT.pairs)
    throw new Error(`the environment has ${pairs.length} pairs; AppSync takes ${ENVIRONMENT.pairs}`);
  for (const [name, value] of pairs) {
    if (!ENVIRONMENT.name.test(name))
      throw new Error(`the environment's "${name}" is not a name: it has to be a letter, then letters, digits or _`);
    if (typeof value !== "string" || value.length > ENVIRONMENT.characters) {
      throw new Error(`the environment's ${name} has to be a text of at most ${ENVIRONMENT.characters} characters`);
    }
  }
}

function oneOf(what: string, value: unknown, known: string[]): void {
  if (!known.includes(value as string))
    throw new Error(`${what} is ${JSON.stringify(value)}; it has to be one of ${known.join(", ")}`);
}

function checkHandlers(what: string, { code, maxBatchSize = 0 }: { code?: unknown; maxBatchSize?: number }): void {
  if (code !== undefined && typeof code !== "string")
    throw new Error(`the code of ${what} has to be the text of a bundle that exports request and response`);
  if (!(Number.isInteger(maxBatchSize) && maxBatchSize >= 0 && maxBatchSize <= MAX_BATCH))
    throw new Error(`maxBatchSize of ${what} has to be a whole number from 0 to ${MAX_BATCH}, and is ${maxBatchSize}`);
}

function checkCaching(what: string, { ttlSeconds, cachingKeys = [] }: ResolverCaching): void {
  isTtl(`the caching of ${what}`, ttlSeconds);
  const wrong = cachingKeys.find((key) => !CACHING_KEY.test(key));
  if (wrong === undefined) return;
  const right = "$context.arguments, $context.source or $context.identity, or a name within one";
  throw new Error(`a caching key of ${what} has to be ${right}, and ${JSON.stringify(wrong)} is neither`);
}

function isTtl(what: string, seconds: unknown): void {
  if (!(typeof seconds === "number" && seconds >= 1 && seconds <= MAX_TTL_SECONDS))
    throw new Error(`ttlSeconds of ${what} has to be from 1 to ${MAX_TTL_SECONDS}, and is ${seconds}`);
}
