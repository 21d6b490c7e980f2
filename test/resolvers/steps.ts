import { fileURLToPath } from "node:url";
import { context, loadStep, type TestStep } from "../../local/appsync/testing.ts";
import { DEFAULTS, type Settings } from "../../settings.ts";

/** A step of `resolvers/` as it is bundled for the defaults, or for other settings. */
export const stepOf = (name: string, settings: Settings = DEFAULTS): TestStep =>
  loadStep(fileURLToPath(new URL(`../../resolvers/${name}.ts`, import.meta.url)), {
    define: { STEP_SETTINGS: JSON.stringify(settings) },
  });

export type Context = ReturnType<typeof context>;
/** A `ctx` with the API's environment. */
export const contextOf = (parts: Parameters<typeof context>[0]): Context =>
  context({ env: { TOKENS_TABLE: "Tokens", CHECK_KEY_ID: "key" }, ...parts });
