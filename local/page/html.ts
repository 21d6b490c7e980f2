const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** Longer values are cut in the middle. */
const SHOWN_CHARACTERS = 36;

/** Gives a text as HTML that shows it, in an element or in a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);

/** Gives a time as people read it, to the second. @param time ISO 8601 in UTC */
export const timeElement = (time: string): string => timeAs(time, `${time.replace("T", " ").slice(0, 19)} UTC`);

/** Gives the time of day of a time, to the second, for a place that says the day. @param time ISO 8601 in UTC */
export const clockElement = (time: string): string => timeAs(time, time.slice(11, 19));

const timeAs = (time: string, shown: string) =>
  `<time datetime="${escapeHtml(time)}" title="${escapeHtml(time)}">${escapeHtml(shown)}</time>`;

/** Gives a value as HTML, in its own direction, whatever it is. A long one is cut in the middle. */
export function valueElement(value: string): string {
  const characters = [...value];
  const half = SHOWN_CHARACTERS / 2;
  const shown =
    characters.length > SHOWN_CHARACTERS
      ? `${characters.slice(0, half).join("")}…${characters.slice(-half).join("")}`
      : value;
  return `<bdi>${escapeHtml(shown)}</bdi>`;
}

/** Says how many things there are, and how many of them are shown. @param one e.g. `message` @param none e.g. `yet` */
export function countOf(count: number, shown: number, one: string, none = "yet"): string {
  if (count === 0) return `No ${one}s ${none}`;
  if (count === 1) return `1 ${one}`;
  return count > shown ? `The newest ${shown} of ${count} ${one}s` : `${count} ${one}s`;
}
