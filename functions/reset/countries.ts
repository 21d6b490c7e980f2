import type { ResetSettings } from "./settings.ts";

/**
 * Gives the countries that a number may belong to: those of its longest allowed prefix, as `requestOtp` has them. The list is empty when it has
 * no allowed prefix, or a denied one.
 */
export function countriesOf(number: string, { allow, deny }: ResetSettings["destinations"]): string[] {
  if (deny.some((prefix) => number.startsWith(prefix))) return [];
  const matching = allow.filter(({ prefix }) => number.startsWith(prefix));
  const longest = Math.max(...matching.map(({ prefix }) => prefix.length));
  return matching.filter(({ prefix }) => prefix.length === longest).map(({ country }) => country);
}
