import { ApiError, type OtpToken, type TransactionInput, type VerifyOtpPayload } from "appsync-otp-client";
import { otp } from "../api.ts";
import type { Judgement } from "./guesses.ts";

/** The purposes whose verification answers a step-up token, and no proof. */
export const STEPS_UP = ["operator", "manage-account"];

/** What `verifyOtp` answers, as far as the page asks for it. */
export interface Verification extends Judgement {
  proof?: string | null;
  stepUpToken?: string | null;
  /** Whether the device token was kept. */
  remembered: boolean;
}

/**
 * Checks a code, and asks for what its purpose brings: a step-up token, or else a proof. Whoever wanted the proof is told of a right code even if
 * the proof could not be made; a right code without its step-up token is of no use, and fails.
 */
export async function verify(
  { id, purpose }: OtpToken,
  code: string,
  { transaction, remember }: { transaction: TransactionInput | undefined; remember: boolean },
): Promise<Verification> {
  const stepsUp = STEPS_UP.includes(purpose);
  const input = { id, code, ...(transaction ? { transaction } : {}) };
  try {
    return await otp().verifyOtp(input, { select: [stepsUp ? "stepUpToken" : "proof"], remember });
  } catch (error) {
    const payload = error instanceof ApiError ? (error.payload as VerifyOtpPayload | null) : null;
    if (payload?.status === "VERIFIED" && !stepsUp) return { ...payload, remembered: false };
    throw error;
  }
}
