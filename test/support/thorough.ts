/** The vitest mode of `npm run test:thorough`, which repeats the tests that draw inputs or call in great numbers. */
const THOROUGH = "thorough";

/**
 * How often a test does something.
 *
 * @param sample in `npm test`: enough that a defect of the kinds seen so far is found
 * @param thorough in `npm run test:thorough`
 */
export const times = (sample: number, thorough: number): number => (process.env.MODE === THOROUGH ? thorough : sample);
