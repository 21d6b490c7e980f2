/** Puts values in the place of the placeholders of a template: `{service}`. */
export const filledIn = (template: string, values: Record<string, string>): string =>
  Object.entries(values).reduce((text, [name, value]) => text.split(`{${name}}`).join(value), template);
