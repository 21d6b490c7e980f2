/** The arithmetic of `docs/odds.md` and of its measurement. */

/**
 * The probability that a code is guessed in a window: each token has another code and takes `attempts` different guesses, until
 * the budget is spent.
 */
export function hitRate({ codes, attempts, budget }: { codes: number; attempts: number; budget: number }): number {
  const tokens = Math.floor(budget / attempts);
  return 1 - (1 - attempts / codes) ** tokens * (1 - (budget % attempts) / codes);
}

/** Wilson's interval of a measured share. @param z the width of each side in standard deviations */
export function interval({ hits, windows }: { hits: number; windows: number }, z: number) {
  const share = hits / windows;
  const weight = 1 + z ** 2 / windows;
  const middle = (share + z ** 2 / (2 * windows)) / weight;
  const half = (z / weight) * Math.sqrt((share * (1 - share)) / windows + z ** 2 / (4 * windows ** 2));
  return { low: middle - half, high: middle + half };
}

/** Makes a function that draws `count` different whole numbers below `range`. The same seed draws the same ones (mulberry32). */
export function pickerOf(seed: number): (count: number, range: number) => number[] {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (count, range) => {
    const picked = new Set<number>();
    while (picked.size < count) picked.add(Math.floor(next() * range));
    return [...picked];
  };
}
