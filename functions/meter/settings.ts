import type { Settings } from "../../settings/settings.ts";

declare const __BUDGET_GUESSES__: number;

/** Guesses of the budget, as they were baked into the bundle. */
export const bakedGuesses = (): number => __BUDGET_GUESSES__;

/** Gives the `define` for the bundler. */
export const bake = ({ budget }: Settings): Record<string, string> => ({
  __BUDGET_GUESSES__: JSON.stringify(budget.guesses),
});
