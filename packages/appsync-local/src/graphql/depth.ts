import {
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

/** What AppSync raises at the first field of each branch that lies too deep [?: the message]. */
export const DEPTH_LIMIT_ERROR = { type: "QueryDepthLimitReached", message: "Query depth limit exceeded." };

/**
 * @param fragments the document's fragments, free of cycles
 * @returns a function that returns how many levels of fields an operation has; leaves count, introspection does not
 */
export function depthMeter(
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): (operation: OperationDefinitionNode) => number {
  const known = new Map<string, number>();

  function ofFragment(name: string): number {
    const depth = known.get(name) ?? ofSelections(fragments[name]?.selectionSet);
    known.set(name, depth);
    return depth;
  }

  function ofSelections(set: SelectionSetNode | undefined): number {
    let deepest = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) deepest = Math.max(deepest, ofFragment(selection.name.value));
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        deepest = Math.max(deepest, ofSelections(selection.selectionSet));
      else if (!selection.name.value.startsWith("__"))
        deepest = Math.max(deepest, 1 + ofSelections(selection.selectionSet));
    }
    return deepest;
  }

  return (operation) => ofSelections(operation.selectionSet);
}

/**
 * How many levels down a field is; 1 is a field of `Query`. Needed only when its operation's `depth` is above the
 * limit: AppSync answers what lies above the limit, and the fields below it are null with DEPTH_LIMIT_ERROR.
 */
export function depthOf(path: GraphQLResolveInfo["path"]): number {
  let depth = 0;
  for (let step: GraphQLResolveInfo["path"] | undefined = path; step; step = step.prev) {
    if (typeof step.key === "string") depth++;
  }
  return depth;
}
