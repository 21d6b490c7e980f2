import { fileURLToPath } from "node:url";
import type { Json } from "appsync-local";
import { decodeItem } from "appsync-local/dynamodb";
import { context, loadStep, type TestStep } from "appsync-local/testing";
import type { StepEnvironment } from "../../contract/environment.ts";
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
export const contextOf = (parts: Parameters<typeof context>[0]): Context => context({ env: ENVIRONMENT, ...parts });

const ENVIRONMENT: StepEnvironment = {
  RESETS_TABLE: "Resets",
  TOKENS_TABLE: "Tokens",
  FACTORS_TABLE: "Factors",
  CHECK_KEY_1: "key",
  CLIENT_KEY_1: "clients",
  OPERATORS_CLIENT_ID: "operators",
  PROOF_KEY: "proof-key",
  PROOF_KEY_VERSION: "1",
  PROOF_ISSUER: "https://otp.example.com",
  WEBHOOK_LOOPBACK: "false",
};

/** Gives a value in DynamoDB's form as steps read it. */
export const plain = (value: Json | undefined): Json => decodeItem({ value } as never)?.value as Json;

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
  fingerprint: null,
  mailbox: "u@example.com",
  idempotencyKey: null,
  test: false,
};

/** What the steps before readSlot hand on beside it, for a backend that says nothing of its visitor. */
export const READING: Record<string, Json> = { authTime: null, visitorParts: [], isTestDestination: false };

/** The common lane of `ASKED`, and what its steps read of it where nothing is there yet, at a time in epoch seconds. */
export const COMMON: Json = { tenant: "role:shop", subject: "s", device: null };
export const reading = (now: number, settings: Settings = DEFAULTS): Record<string, Json> => ({
  lane: COMMON,
  now,
  keys: null,
  counters: [],
  authTime: null,
  budget: {
    guesses: settings.budget.guesses,
    windowEndsAt: now + settings.budget.windowDays * 24 * 3600,
    latestWindowEnd: now + settings.budget.windowDays * 24 * 3600,
    usedFromTheFirst: 0,
  },
});

/** Gives the steps of requestOtp that read and decide, as one. @param clock milliseconds since the epoch */
export function decidingSteps(settings: Settings = DEFAULTS, clock = Date.now) {
  const readSlot = stepOf("requestOtp/readSlot", settings, clock);
  const decideRequest = stepOf("requestOtp/decideRequest", settings, clock);
  /** @returns what was decided; it is in the stash, too */
  return (ctx: Context): unknown => {
    readSlot.response(ctx);
    decideRequest.request(ctx);
    return (ctx.stash.decision as { what: string }).what;
  };
}
