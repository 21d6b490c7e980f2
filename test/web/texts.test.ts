import { expect, test } from "vitest";
import { ERRORS, LIMIT_NAMES, REASONS } from "../../contract/errors.ts";
import { LANGUAGES } from "../../web/src/i18n.ts";
import type { Text } from "../../web/src/texts/text.ts";
import type { Texts } from "../../web/src/texts/texts.ts";

/** The page's texts: whole in every language, and words for every name of the closed lists. */

const forms = (text: Text) => (typeof text === "string" ? [text] : Object.values(text));
const TAGS = Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[];

test.each(TAGS)("every text in %s names what the English one names", async (tag) => {
  const en: Texts = await LANGUAGES.en.load();
  const texts: Texts = await LANGUAGES[tag].load();
  const names = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
  for (const [key, text] of Object.entries(texts) as [keyof Texts, Text][]) {
    const [first = ""] = forms(en[key]);
    const found = forms(text).map(names);
    // A language may have a word for one or two.
    if (typeof text === "string") expect([key, found[0]]).toEqual([key, names(first)]);
    else expect([key, found.at(-1)]).toEqual([key, names(first)]);
    expect(text).not.toBe("");
  }
  const plurals = Object.values(texts).filter((text) => typeof text !== "string");
  const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
  for (const plural of plurals)
    expect(Object.keys(plural).sort()).toEqual(expect.arrayContaining([...pluralCategories].sort()));
});

/** The keys of what a name of a closed list is told by. */
const keysOf = (errorType: string) =>
  errorType === "DeliveryFailed"
    ? ["error.DeliveryFailed.again", "error.DeliveryFailed.other"]
    : [`error.${errorType}`];
const TOLD = [
  ...Object.keys(ERRORS).flatMap(keysOf),
  ...Object.keys(REASONS).map((reason) => `reason.${reason}`),
  ...Object.keys(LIMIT_NAMES).map((limit) => `limit.${limit}`),
] as (keyof Texts)[];

test.each(TAGS)("F17 every error, reason and limit of the closed lists has words of its own in %s", async (tag) => {
  const en: Texts = await LANGUAGES.en.load();
  const texts: Texts = await LANGUAGES[tag].load();
  expect(TOLD.filter((key) => !texts[key])).toEqual([]);
  // `{field}: {reason}` is put together alike everywhere.
  const untranslated = TOLD.filter((key) => texts[key] === en[key] && key !== "error.InvalidInput");
  expect(untranslated).toEqual(tag === "en" ? untranslated : []);
  const repeated = TOLD.filter(
    (key) => key.startsWith("reason.") && TOLD.some((other) => other < key && texts[other] === texts[key]),
  );
  expect(repeated).toEqual([]);
});
