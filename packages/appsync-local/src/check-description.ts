import type { ApiDescription, AuthMode, DataSource, Limits } from "./description.ts";

const AUTH_TYPES: AuthMode["type"][] = ["API_KEY", "AMAZON_COGNITO_USER_POOLS", "AWS_IAM", "AWS_LAMBDA"];
const DATA_SOURCE_TYPES: DataSource["type"][] = ["NONE", "AMAZON_DYNAMODB", "AWS_LAMBDA", "HTTP"];
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
  dataSources,
  functions = {},
  resolvers,
  environment = {},
  limits = {},
}: ApiDescription): void {
  for (const mode of [auth.default, ...(auth.additional ?? [])]) oneOf("an auth mode's type", mode.type, AUTH_TYPES);
  for (const [name, { type }] of Object.entries(dataSources))
    oneOf(`the type of the data source ${name}`, type, DATA_SOURCE_TYPES);
  for (const [name, { code }] of Object.entries(functions)) isCode(`the function ${name}`, code);
  for (const resolver of resolvers) {
    const name = `the resolver ${resolver.type}.${resolver.field}`;
    oneOf(`the kind of ${name}`, resolver.kind, ["UNIT", "PIPELINE"]);
    if (resolver.kind === "UNIT" || resolver.code !== undefined) isCode(name, resolver.code);
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

function isCode(what: string, code: unknown): void {
  if (typeof code !== "string")
    throw new Error(`${what} has no code: the text of a bundle that exports request and response`);
}
