/**
 * Gives the bundler's `define` that puts settings into a bundle under the name `SETTINGS`. A bundle gets only the keys that it asks
 * for: no other setting shows in it or changes its bytes.
 */
export const bake = <Keys extends readonly string[]>(settings: Record<Keys[number], unknown>, keys: Keys) => ({
  SETTINGS: JSON.stringify(Object.fromEntries(keys.map((key: Keys[number]) => [key, settings[key]]))),
});
