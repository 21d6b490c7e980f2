/** The languages of messages, in the order in which the page lists them. */
export const LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "ja", "ar"] as const;

export type Language = (typeof LANGUAGES)[number];

/**
 * How each language says "code": phones look for the word where they offer to fill a code in (Apple, "About the Password AutoFill workflow";
 * Android's SMS autofill), so that it stands in every SMS.
 */
export const CODE_WORDS: Record<Language, string> = {
  en: "code",
  de: "code",
  fr: "code",
  es: "código",
  it: "codice",
  pt: "código",
  ja: "コード",
  ar: "رمز",
};
