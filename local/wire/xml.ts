const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#xD;" };
/** Characters that XML 1.0 cannot write. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNWRITABLE = /[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/g;

export const escapeXml = (text: string): string =>
  text.replace(UNWRITABLE, "\ufffd").replace(/[&<>"\r]/g, (character) => ESCAPES[character] as string);

/**
 * Writes a value as the query protocol does: fields as elements, lists as `member` elements, a `Map` as `entry` elements
 * with `key` and `value`, bytes as base64, dates as ISO 8601. Fields that are null or undefined are left out.
 */
export function toXml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element("member", item)).join("");
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Map) return [...value].map(([key, item]) => element("entry", { key, value: item })).join("");
  if (typeof value !== "object" || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, field]) => field !== undefined && field !== null)
    .map(([name, field]) => element(name, field))
    .join("");
}

const element = (name: string, value: unknown) => `<${name}>${toXml(value)}</${name}>`;
