import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
} from "graphql";
import type { Caller, DataSourceClient, Json } from "./contracts.ts";
import type {
  ApiDescription,
  DataSource,
  FunctionDescription,
  PipelineResolver,
  ResolverDescription,
  UnitResolver,
} from "./description.ts";
import { directLambda } from "./direct-lambda.ts";
import { FieldError, notAuthorized } from "./errors.ts";
import { DEPTH_LIMIT_ERROR, depthOf } from "./graphql/depth.ts";
import { selectedIn } from "./graphql/selected-count.ts";
import { createFieldResolver, type LinkedResolver, type LinkedStep } from "./pipeline.ts";
import type { RequestScope } from "./request.ts";
import type { ResolverCache } from "./resolver-cache.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";

export type MayAccess = (caller: Caller, type: string, field: string) => boolean;

/** AppSync's limit on the functions of one pipeline. */
const MAX_FUNCTIONS = 10;
/** The calls in one batch where no `maxBatchSize` says so (AppSync's guide, tutorial-lambda-resolvers-js). */
const DEFAULT_BATCH = 5;
/** Kinds of data sources that `BatchInvoke` can go to. */
const BATCHING: DataSource["type"][] = ["AWS_LAMBDA", "AWS_LAMBDA_ENDPOINT", "STUB"];

/**
 * Loads every bundle of the description and attaches the resolvers to the schema's fields; a field without one reads its
 * parent's value. Each field first checks whether the caller may have it.
 *
 * @throws Error that names the resolver and the field, data source or function that does not exist
 */
export function link(
  schema: GraphQLSchema,
  description: ApiDescription,
  sandbox: Sandbox,
  clients: Map<string, DataSourceClient>,
  mayAccess: MayAccess,
  cache?: ResolverCache,
): void {
  const environmentJson = JSON.stringify(description.environment ?? {});
  const linker = createLinker(description, sandbox, clients);
  const resolvers = new Map<string, ResolverDescription>();
  for (const resolver of description.resolvers) {
    const name = `${resolver.type}.${resolver.field}`;
    if (resolvers.has(name)) throw new Error(`${name} has two resolvers`);
    resolvers.set(name, resolver);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      const resolver = resolvers.get(name);
      resolvers.delete(name);
      const own = resolver && createFieldResolver(linker(name, resolver), environmentJson);
      const resolve = own ? (cache?.wrap(resolver, own) ?? own) : readProperty;
      field.resolve = guarded(type.name, field, mayAccess, resolve);
    }
  }
  const [stray] = resolvers.keys();
  if (stray) throw new Error(`the resolver ${stray} is for a field that the schema does not have`);
}

/** Has every field of a schema read its parent's value, for callers that may have it. */
export function readFields(schema: GraphQLSchema, mayAccess: MayAccess): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields()))
      field.resolve = guarded(type.name, field, mayAccess, readProperty);
  }
}

type Resolve = GraphQLFieldResolver<Json, RequestScope>;
type Field = GraphQLField<Json, RequestScope>;

function guarded(type: string, { name: field, type: answered }: Field, mayAccess: MayAccess, plain: Resolve): Resolve {
  const resolve = isCompositeType(getNamedType(answered)) ? counting(plain) : plain;
  return (source, args, scope, info) => {
    scope.checkTime();
    if (scope.maxDepth !== null && depthOf(info.path) > scope.maxDepth) throw new FieldError(DEPTH_LIMIT_ERROR);
    if (!mayAccess(scope.caller, type, field)) throw notAuthorized(type, field);
    return resolve(source, args, scope, info);
  };
}

/** Counts the fields that are selected of a field's objects, `__typename` too, before graphql-js begins with them. */
function counting(resolve: Resolve): Resolve {
  const spend = (value: Json, scope: RequestScope, info: GraphQLResolveInfo) => {
    scope.spendFields(objectsIn(value) * selectedIn(info));
    return value;
  };
  return (source, args, scope, info) => {
    const value = resolve(source, args, scope, info) as Json | Promise<Json>;
    return value instanceof Promise ? value.then((settled) => spend(settled, scope, info)) : spend(value, scope, info);
  };
}

function objectsIn(value: Json): number {
  if (!Array.isArray(value)) return 1;
  return value.reduce((sum: number, item) => sum + objectsIn(item), 0);
}

const readProperty: Resolve = (source, _args, _scope, { fieldName }) =>
  typeof source === "object" && source !== null && Object.hasOwn(source, fieldName)
    ? (source as { [key: string]: Json })[fieldName]
    : null;

function createLinker(description: ApiDescription, sandbox: Sandbox, clients: Map<string, DataSourceClient>) {
  const step = (
    name: string | null,
    user: string,
    { dataSource, code, maxBatchSize }: UnitResolver | FunctionDescription,
  ): LinkedStep => {
    const client = clients.get(dataSource);
    const type = description.dataSources[dataSource]?.type;
    if (!client || !type)
      throw new Error(`${user} names the data source "${dataSource}", which the description does not have`);
    const target = { name: dataSource, client };
    if (code !== undefined) {
      const loaded = sandbox.load(name ?? user.replace("the resolver ", ""), code);
      return { name, step: loaded, dataSource: target, maxBatchSize: maxBatchSize || DEFAULT_BATCH, direct: false };
    }
    if (!BATCHING.includes(type))
      throw new Error(`${user} has no code, which only a data source of a Lambda function can do without`);
    const batched = (maxBatchSize ?? 0) > 0;
    return {
      name,
      step: directLambda(batched),
      dataSource: target,
      maxBatchSize: maxBatchSize || DEFAULT_BATCH,
      direct: true,
    };
  };
  const batches = (steps: LinkedStep[]) =>
    steps.some(({ dataSource: { name } }) => BATCHING.includes(description.dataSources[name]?.type ?? "NONE"));
  const functions = new Map<string, LinkedStep>();
  for (const [name, fn] of Object.entries(description.functions ?? {})) {
    functions.set(name, step(name, `the function ${name}`, fn));
  }
  const unit = (name: string, resolver: UnitResolver): LinkedResolver => {
    const steps = [step(null, `the resolver ${name}`, resolver)];
    return { name, beforeAndAfter: null, steps, batches: batches(steps) };
  };
  const pipeline = (name: string, { code, functions: names }: PipelineResolver): LinkedResolver => {
    if (names.length > MAX_FUNCTIONS) throw new Error(`the resolver ${name} has more than ${MAX_FUNCTIONS} functions`);
    const steps = names.map((each) => {
      const found = functions.get(each);
      if (!found)
        throw new Error(`the resolver ${name} names the function "${each}", which the description does not have`);
      return found;
    });
    return {
      name,
      beforeAndAfter: code === undefined ? null : sandbox.load(name, code),
      steps,
      batches: batches(steps),
    };
  };
  return (name: string, resolver: ResolverDescription) =>
    resolver.kind === "UNIT" ? unit(name, resolver) : pipeline(name, resolver);
}
