import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from "graphql";

type Info = Pick<GraphQLResolveInfo, "fieldNodes" | "fragments">;

/** The counts by selection set; a selection set belongs to one document, and so do its fragments. */
const known = new WeakMap<SelectionSetNode, number>();

/** Counts the fields that a field's selection names of each object, with those of fragments and `__typename`, without nested ones. */
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
