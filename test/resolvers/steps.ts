import { fileURLToPath } from "node:url";
import type { Json } from "appsync-local";
import { context, loadStep, type TestStep } from "appsync-local/testing";
import { bakeStepSettings } from "../../resolvers/bundle.ts";
import { DEFAULTS, type Settings } from "../../settings/schema.ts";

/** A step of `resolvers/` as it is bundled for the defaults, or for other settings. @param clock milliseconds since the epoch */
export const stepOf = (name: string, settings: Settings = DEFAULTS, clock = Date.now): TestStep =>
  loadStep(fileURLToPath(new URL(`../../resolvers/${name}.ts`, import.meta.url)), {
    define: bakeStepSettings(settings),
    clock,
  });

export type Context = ReturnType<typeof context>;
/** A `ctx` with the API's environment. */
export const contextOf = (parts: Parameters<typeof context>[0]): Context =>
  context({ env: { TOKENS_TABLE: "Tokens", CHECK_KEY_ID: "key", OPERATORS_CLIENT_ID: "operators" }, ...parts });

/** What a backend asked for, as the steps of requestOtp hand it on. */
export const ASKED: Record<string, Json> = {
  tenant: "role:shop",
  subject: "s",
  purpose: "login",
  channel: "EMAIL",
  destination: "u@example.com",
  locale: null,
  codeLength: 6,
  alphabet: "NUMERIC",
  message: null,
  data: null,
  transaction: null,
  idempotencyKey: null,
};
