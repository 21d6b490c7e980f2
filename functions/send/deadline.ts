/** The most milliseconds that a send request may take, because somebody waits for it. */
const MOST = 9_500;
/** The milliseconds before Lambda's own time limit that are reserved for the answer. */
const RESERVE = 500;

/**
 * Gives the milliseconds that a send request may take, so that it is answered within 10 seconds, and before Lambda ends the function.
 *
 * @param remaining milliseconds until Lambda ends it
 */
export const timeLeft = (remaining: number): number => Math.max(0, Math.min(MOST, remaining - RESERVE));
