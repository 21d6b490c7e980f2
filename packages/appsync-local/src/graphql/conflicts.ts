import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** Two fields that have one response name but cannot be merged, and why, in graphql-java's words. */
export interface Conflict {
  fields: [FieldNode, FieldNode];
  text: string;
}

/**
 * @param nodes what graphql-js's rule names: each field, then its conflicting sub-fields; two lists of equal length
 * @returns the outermost pair that conflicts by itself
 */
export function conflictOf(schema: GraphQLSchema, document: DocumentNode, nodes: readonly FieldNode[]): Conflict {
  const typesOf = fieldTypes(schema, document);
  const half = nodes.length / 2;
  const path: string[] = [];
  let apart = false;
  for (let index = 0; ; index++) {
    const fields = [nodes[index], nodes[half + index]] as [FieldNode, FieldNode];
    const [a, b] = fields.map((field) => typesOf.get(field));
    path.push((fields[0].alias ?? fields[0].name).value);
    // Fields of two object types never meet in one object, so only their types must agree.
    apart ||= isObjectType(a?.parent) && isObjectType(b?.parent) && a.parent !== b.parent;
    const reason = (apart ? undefined : differenceOfNodes(...fields)) ?? differenceOfTypes(a?.type, b?.type);
    if (reason || index + 1 >= half) return { fields, text: `${path.join("/")}: ${reason ?? "fields conflict"}` };
  }
}

function differenceOfNodes(a: FieldNode, b: FieldNode): string | undefined {
  if (a.name.value !== b.name.value) return `${a.name.value} and ${b.name.value} are different fields`;
  return argumentsText(a) === argumentsText(b) ? undefined : "fields have different arguments";
}

function argumentsText({ arguments: list = [] }: FieldNode): string {
  return list
    .map((argument) => print(argument))
    .sort()
    .join();
}

type Maybe<T> = T | null | undefined;

function differenceOfTypes(a: Maybe<GraphQLOutputType>, b: Maybe<GraphQLOutputType>): string | undefined {
  if (isNonNullType(a) !== isNonNullType(b)) return "fields have different nullability shapes";
  if (isNonNullType(a) && isNonNullType(b)) return differenceOfTypes(a.ofType, b.ofType);
  if (isListType(a) !== isListType(b)) return "fields have different list shapes";
  if (isListType(a) && isListType(b)) return differenceOfTypes(a.ofType, b.ofType);
  const differ = a !== b && (isLeafType(a) || isLeafType(b));
  return differ ? `returns different types ${a} and ${b}` : undefined;
}

type FieldTypes = Map<FieldNode, { parent: Maybe<GraphQLCompositeType>; type: Maybe<GraphQLOutputType> }>;

/** A document may have many conflicts, and is walked once. */
const known = new WeakMap<DocumentNode, FieldTypes>();

function fieldTypes(schema: GraphQLSchema, document: DocumentNode): FieldTypes {
  const types: FieldTypes = known.get(document) ?? new Map();
  if (types.size > 0) return types;
  const info = new TypeInfo(schema);
  const Field = (node: FieldNode) => void types.set(node, { parent: info.getParentType(), type: info.getType() });
  visit(document, visitWithTypeInfo(info, { Field }));
  known.set(document, types);
  return types;
}
