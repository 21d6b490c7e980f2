/** Names in English, as Java's formatter writes them for the root of its English locales. */

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** From Monday on. */
export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** Writes a name in the style of a pattern's three, four or five letters. */
export function styled(name: string, count: number): string {
  if (count === 4) return name;
  return name.slice(0, count === 5 ? 1 : 3);
}
