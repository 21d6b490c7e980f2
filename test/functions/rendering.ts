import type { SendRequest } from "../../contract/send-request.ts";
import { type Message, render } from "../../functions/send/render.ts";
import { TEXTS } from "../../functions/send/texts/index.ts";
import { aSendRequest, settings } from "./support.ts";

export const LANGUAGES = Object.keys(TEXTS) as (keyof typeof TEXTS)[];
export const PURPOSES = [
  "login",
  "payment",
  "verify-contact",
  "password-reset",
  "operator",
  "manage-account",
  "a-purpose-of-their-own",
];
export const TRANSACTION = { amount: "250.00", currency: "EUR", payee: "Shop Ltd" };

const NOW = 1_700_000_000_000;
export const inSeconds = (seconds: number) => NOW / 1000 + seconds;

/** Renders the message of a send request with five minutes to go and the code 012345. */
export function rendered(request: Partial<SendRequest>, sending: unknown = {}, code = "012345"): Message {
  return render(aSendRequest({ expiresAt: inSeconds(300), ...request }), code, settings(sending), NOW);
}

export const sms = (request: Partial<SendRequest>, sending?: unknown, code?: string) =>
  rendered({ ...request, channel: "SMS" }, sending, code).text;

export const email = (request: Partial<SendRequest>, sending?: unknown, code?: string) =>
  rendered({ ...request, channel: "EMAIL", destination: "u@example.com" }, sending, code) as Message & {
    channel: "EMAIL";
  };
