/** `.ts` in the repository, `.js` in the published package: whatever this file itself ends in. */
const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

/**
 * Gives the address of a module that is loaded by its file at run time: by a worker, or by a bundler.
 *
 * @param path the module without its extension, relative to the module that asks: `./prelude/main`
 * @param base `import.meta.url` of the module that asks
 */
export const moduleUrl = (path: string, base: string): URL => new URL(`${path}${EXTENSION}`, base);
