import { settings } from "../shared/settings.ts";

/**
 * The countries in which a number may be: those that the longest allowed prefix of it names. None when no prefix begins it,
 * or a denied one does. Prefixes alone do not tell countries apart (+44 is Jersey's too), so the send function, which knows
 * where a number is, holds it against them.
 */
export function countriesAllowed(number: string): string[] {
  const { allow, deny } = settings.destinations;
  if (deny.some((prefix) => number.startsWith(prefix))) return [];
  const matching = allow.filter(({ prefix }) => number.startsWith(prefix));
  const longest = matching.reduce((length, { prefix }) => Math.max(length, prefix.length), 0);
  return matching.filter(({ prefix }) => prefix.length === longest).map(({ country }) => country);
}
