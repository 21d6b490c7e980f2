import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from "graphql";

type Info = Pick<GraphQLResolveInfo, "fieldNodes" | "fragments">;

/** By selection set, whose fragments are its document's. */
const known = new WeakMap<SelectionSetNode, number>();

/** How many fields a field's selection asks of each object, those of fragments and `__typename` included; nested ones are not. */
export function selectedIn({ fieldNodes, fragments }: Info): number {
  return fieldNodes.reduce((sum, { selectionSet }) => sum + count(selectionSet, fragments), 0);
}

function count(set: SelectionSetNode | undefined, fragments: Info["fragments"]): number {
  if (!set) return 0;
  const hit = known.get(set);
  if (hit !== undefined) return hit;
  let sum = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) sum += 1;
    else if (selection.kind === Kind.INLINE_FRAGMENT) sum += count(selection.selectionSet, fragments);
    else sum += count(fragments[selection.name.value]?.selectionSet, fragments);
  }
  known.set(set, sum);
  return sum;
}
