const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Gives a text as HTML that shows it, in an element or in a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);

/** Gives a time as people read it, to the second. @param time ISO 8601 in UTC */
export const timeElement = (time: string): string =>
  `<time datetime="${escapeHtml(time)}">${escapeHtml(time.replace("T", " ").slice(0, 19))} UTC</time>`;

/** Says how many things there are, and how many of them are shown. @param one e.g. `message` */
export function countOf(count: number, shown: number, one: string): string {
  if (count === 0) return `No ${one}s yet`;
  if (count === 1) return `1 ${one}`;
  return count > shown ? `The newest ${shown} of ${count} ${one}s` : `${count} ${one}s`;
}
