import { destinations } from "../shared/settings.ts";

/**
 * Gives the countries that a number may belong to: those of its longest allowed prefix. The list is empty when it has no allowed
 * prefix, or a denied one. Prefixes alone do not tell countries apart (+44 is Jersey's too), so the send function, which knows the
 * country of a number, checks it against the list.
 *
 * @param ofTenant the countries that the tenant may send to; null: all
 */
export function countriesAllowed(number: string, ofTenant: string[] | null): string[] {
  const { allow, deny } = destinations;
  if (deny.split(",").some((prefix) => prefix && number.startsWith(prefix))) return [];
  const entries = allow.split(",").map((entry) => entry.split(" "));
  const matching = entries.filter(([prefix]) => prefix && number.startsWith(prefix));
  const none: string[] = [];
  const countries = matching
    .reduce((found, entry) => (lengthOf(entry) > lengthOf(found) ? entry : found), none)
    .slice(1);
  return ofTenant === null ? countries : countries.filter((country) => ofTenant.indexOf(country) >= 0);
}

/** The length of an entry's prefix. */
const lengthOf = (entry: string[]) => (entry[0] ?? "").length;
