import type { Alphabet } from "./codes.ts";
import type { SendReason } from "./errors.ts";
import type { ActivationClaim, Binding } from "./mac-text.ts";
import type { Site } from "./site.ts";

export type Channel = "SMS" | "EMAIL";

/** What a step asks the send function to do for `requestOtp`. The code is not in it: the function derives it. */
export interface SendRequest extends Binding {
  channel: Channel;
  /** E.164 number or e-mail address. */
  destination: string;
  /** Countries (ISO 3166) that the number may belong to: those of the longest allowed prefix. Empty for e-mail. */
  countries: string[];
  /** BCP 47; null takes the first configured language. */
  locale: string | null;
  codeLength: number;
  alphabet: Alphabet;
  /** A text of the caller's own that holds `{code}` once. */
  message: string | null;
  /** The tenant's own site and app, which may fill in the code of an SMS; null: none (S48). */
  site: Partial<Site> | null;
  /** Epoch seconds. */
  expiresAt: number;
  /** Whether the token is one of the test mode: then the function takes the fixed code of the destination, if it knows one, too. */
  test: boolean;
}

/** The other thing that a step may ask it for: the activation code of an API client, by e-mail. The code is not in it either. */
export interface ActivationRequest extends ActivationClaim {
  kind: "activation";
  /** The client's name, as the operator chose it. */
  name: string;
  /** BCP 47; null takes the first configured language. */
  locale: string | null;
}

/**
 * What the send function answers. With `INVALID` (the destination does not exist, or the payee is a link) and `NOT_ALLOWED` (its country is not in the
 * settings, or the sender would be charged for it) nothing was sent. `mac` is there whenever the code may have reached somebody,
 * also after a failure, so that a late message still verifies.
 */
export type SendOutcome =
  | { status: "SENT"; mac: string; providerId: string }
  | { status: "FAILED"; mac: string; retryable: boolean }
  | { status: "INVALID"; field: "destination" | "transaction.payee"; reason: SendReason }
  | { status: "NOT_ALLOWED" };
