import { type GraphQLResolveInfo, getLocation } from "graphql";
import type { FieldPosition } from "./errors.ts";

type Path = GraphQLResolveInfo["path"];

/** Where a field stands in the response (`path`) and in the query text (`locations`). */
export function fieldPosition(info: GraphQLResolveInfo): FieldPosition {
  return { path: pathOf(info.path), locations: info.fieldNodes.flatMap(({ loc }) => (loc ? [locationOf(loc)] : [])) };
}

function pathOf(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at; at = at.prev) keys.unshift(at.key);
  return keys;
}

function locationOf(loc: NonNullable<GraphQLResolveInfo["fieldNodes"][number]["loc"]>) {
  const { line, column } = getLocation(loc.source, loc.start);
  return { line, column, sourceName: null };
}
