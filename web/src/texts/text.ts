/** A text in one language; `{name}` is replaced. Where it depends on a count, there is one for each form of plural that the language has. */
export type Text = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string });
