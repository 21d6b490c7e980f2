import { signal } from "@preact/signals";
import type { Text } from "./texts/text.ts";
import type { Key, Texts } from "./texts/texts.ts";

export type { Key } from "./texts/texts.ts";

/** The languages, each by its own name, and what loads its texts. */
export const LANGUAGES = {
  en: { name: "English", load: async () => (await import("./texts/en.ts")).en },
  de: { name: "Deutsch", load: async () => (await import("./texts/de.ts")).de },
  fr: { name: "Français", load: async () => (await import("./texts/fr.ts")).fr },
  es: { name: "Español", load: async () => (await import("./texts/es.ts")).es },
  pt: { name: "Português", load: async () => (await import("./texts/pt.ts")).pt },
  it: { name: "Italiano", load: async () => (await import("./texts/it.ts")).it },
  ja: { name: "日本語", load: async () => (await import("./texts/ja.ts")).ja },
  ar: { name: "العربية", load: async () => (await import("./texts/ar.ts")).ar },
} satisfies Record<string, { name: string; load: () => Promise<Texts> }>;

export type Language = keyof typeof LANGUAGES;

/** The language that is shown. */
export const language = signal<Language>("en");
const texts = signal<Texts | null>(null);

/** Shows the page in a language, in its direction. */
export async function setLanguage(chosen: Language): Promise<void> {
  texts.value = await LANGUAGES[chosen].load();
  language.value = chosen;
  document.documentElement.lang = chosen;
  document.documentElement.dir = chosen === "ar" ? "rtl" : "ltr";
}

/** The first of the browser's languages that the page speaks. */
export const preferredLanguage = (): Language =>
  (navigator.languages.map((tag) => tag.split("-")[0]).find((tag) => tag && Object.hasOwn(LANGUAGES, tag)) ??
    "en") as Language;

/** The text of a key. @param values replace what stands in braces; `count` also chooses the form of the plural */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text = texts.value?.[key] ?? "";
  return formOf(text, values.count).replace(/\{(\w+)\}/g, (whole, name) => shown(values[name] ?? whole));
}

const shown = (value: string | number) =>
  typeof value === "number" ? new Intl.NumberFormat(formatTag()).format(value) : value;

function formOf(text: Text, count: string | number | undefined): string {
  if (typeof text === "string") return text;
  return text[new Intl.PluralRules(language.value).select(Number(count))] ?? text.other;
}

/** Keeps a name of any script in its own direction inside of a text. */
export const isolated = (name: string): string => `\u2068${name}\u2069`;

/** Keeps an address or a number in the direction in which it is read everywhere: the `+` of a number is its first sign. */
export const destination = (text: string): string => `\u2066${text}\u2069`;

/** Whether there is a text of this key, for names that come from the settings. */
export const isKey = (key: string): key is Key => Object.hasOwn(texts.value ?? {}, key);

/** A name from the settings or of a newer service, in words if the page knows it. */
export const nameOf = (prefix: string, name: string): string =>
  isKey(`${prefix}.${name}`) ? t(`${prefix}.${name}` as Key) : name;

/** The tag by which dates are written. Latin digits are the ones that codes have, too. */
const formatTag = () => (language.value === "ar" ? "ar-u-nu-latn" : language.value);

/** A moment as people read it. @param moment ISO 8601 */
export const dateTime = (moment: string): string =>
  new Intl.DateTimeFormat(formatTag(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(moment));

/** A day as people read it. @param day such as 2026-11-30 */
export const date = (day: string): string =>
  new Intl.DateTimeFormat(formatTag(), { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));

/** A time of the day, to the minute. */
export const timeOfDay = (moment: string): string =>
  new Intl.DateTimeFormat(formatTag(), { timeStyle: "short" }).format(new Date(moment));

/** A moment by how long it is away, such as "in 2 hours". @param from epoch milliseconds */
export function relative(moment: string, from: number): string {
  const minutes = Math.round((Date.parse(moment) - from) / 60_000);
  const format = new Intl.RelativeTimeFormat(formatTag(), { numeric: "auto" });
  if (minutes === 0) return format.format(0, "second");
  if (Math.abs(minutes) < 60) return format.format(minutes, "minute");
  if (Math.abs(minutes) < 48 * 60) return format.format(Math.round(minutes / 60), "hour");
  return format.format(Math.round(minutes / 1440), "day");
}

/** A time of the day, to the second. */
export const exactTime = (moment: string): string =>
  new Intl.DateTimeFormat(formatTag(), { timeStyle: "medium" }).format(new Date(moment));

/** Names in a row, as the language joins them. */
export const listOf = (names: string[]): string =>
  new Intl.ListFormat(formatTag(), { type: "conjunction" }).format(names);
