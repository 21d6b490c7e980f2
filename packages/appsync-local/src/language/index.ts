/** APPSYNC_JS, the language: how a resolver is bundled for it, and what it allows. */
export { type BundleOptions, bundleStep, bundleSteps } from "./bundle.ts";
export type { Finding } from "./finding.ts";
export { assertGate, assertLoadable, gate } from "./gate.ts";
