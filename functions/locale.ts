/**
 * Finds the nearest of the configured languages: the lookup of RFC 4647, 3.4. `de-AT` finds `de`.
 *
 * @param locale BCP 47; null, or a locale that matches no language, finds the first one
 * @param languages at least one
 */
export function nearest<L extends string>(locale: string | null, languages: readonly L[]): L {
  const range = (locale ?? "").toLowerCase().split("-");
  while (range.length > 0) {
    const found = languages.find((language) => language.toLowerCase() === range.join("-"));
    if (found) return found;
    range.pop();
    // A single character only introduced the subtag after it.
    if (range.at(-1)?.length === 1) range.pop();
  }
  return languages[0] as L;
}
