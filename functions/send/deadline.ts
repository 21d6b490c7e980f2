/** Milliseconds that an order takes at most: somebody waits for it. */
const MOST = 9_500;
/** Milliseconds of the function's own time limit that are kept for the answer. */
const RESERVE = 500;

/**
 * Gives what an order may take, so that it is answered within 10 seconds, and before Lambda ends the function.
 *
 * @param remaining until Lambda does
 */
export const budget = (remaining: number): number => Math.max(0, Math.min(MOST, remaining - RESERVE));
