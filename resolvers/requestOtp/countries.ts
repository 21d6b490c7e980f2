import { destinations } from "../shared/settings.ts";

/**
 * Gives the countries that a number may belong to: those of its longest allowed prefix. The list is empty when it has no allowed
 * prefix, or a denied one. Prefixes alone do not tell countries apart (+44 is Jersey's too), so the send function, which knows the
 * country of a number, checks it against the list.
 */
export function countriesAllowed(number: string): string[] {
  const { allow, deny } = destinations;
  if (deny.some((prefix) => number.startsWith(prefix))) return [];
  const entries = allow.split(",").map((entry) => entry.split(" "));
  const matching = entries.filter(([prefix]) => prefix && number.startsWith(prefix));
  const none: string[] = [];
  return matching.reduce((found, entry) => (lengthOf(entry) > lengthOf(found) ? entry : found), none).slice(1);
}

/** The length of an entry's prefix. */
const lengthOf = (entry: string[]) => (entry[0] ?? "").length;
