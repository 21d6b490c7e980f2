import { type GraphQLField, type GraphQLSchema, getNamedType, getNullableType, isListType, Kind } from "graphql";

/** Subscription fields by the mutation that publishes to them: `@aws_subscribe(mutations: [...])`. */
export type Publications = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the schema's `@aws_subscribe` directives.
 *
 * @param schema a schema of `buildSchema`
 * @throws Error that names the subscription whose mutation does not exist or answers another type
 */
export function publicationsOf(schema: GraphQLSchema): Publications {
  const mutations = schema.getMutationType()?.getFields() ?? {};
  const publications = new Map<string, string[]>();
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    for (const name of mutationsOf(field)) {
      const mutation = Object.hasOwn(mutations, name) ? mutations[name] : undefined;
      const where = `the subscription ${field.name} names the mutation ${JSON.stringify(name)}`;
      if (!mutation) throw new Error(`${where}, which the schema does not have`);
      if (shapeOf(mutation) !== shapeOf(field))
        throw new Error(
          `${where}, which answers ${mutation.type}: both have to be of one type, and it is ${field.type}`,
        );
      publications.set(name, [...(publications.get(name) ?? []), field.name]);
    }
  }
  return publications;
}

/** Whether something can be null does not count: AWS's own samples subscribe to `Post` of a mutation that answers `Post!`. */
function shapeOf({ type }: GraphQLField<unknown, unknown>): string {
  return `${isListType(getNullableType(type)) ? "list of " : ""}${getNamedType(type).name}`;
}

function mutationsOf({ astNode }: GraphQLField<unknown, unknown>): string[] {
  const directive = astNode?.directives?.find(({ name }) => name.value === "aws_subscribe");
  const value = directive?.arguments?.find(({ name }) => name.value === "mutations")?.value;
  const items = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  return items.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []));
}
