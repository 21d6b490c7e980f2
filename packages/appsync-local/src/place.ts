import { type GraphQLResolveInfo, getLocation } from "graphql";
import type { ErrorPlace } from "./errors.ts";

type Path = GraphQLResolveInfo["path"];

/** Where in the response and in the query text a field stands. */
export function placeOf(info: GraphQLResolveInfo): ErrorPlace {
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
