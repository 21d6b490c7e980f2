import { useSignal } from "@preact/signals";
import { SecondFactorRequiredError } from "appsync-otp-client";
import { useEffect, useRef } from "preact/hooks";
import { dropStepUpToken } from "./api.ts";
import { errorText } from "./errors.ts";

/** A call that a person starts. */
export interface Action {
  isBusy: boolean;
  /** What went wrong at last, in words; null if nothing did. */
  error: string | null;
  /** Runs a call. Another one that is started meanwhile is not run. @returns whether it went well */
  run(call: () => Promise<unknown>): Promise<boolean>;
  /** Shows an error, or none. */
  say(error: string | null): void;
}

/**
 * Runs calls one at a time, and says what went wrong. A step-up token that counts no longer is dropped, so that another code is asked for.
 *
 * @param textOf says an error in words
 */
export function useAction(textOf: (error: unknown) => string = errorText): Action {
  const isBusy = useSignal(false);
  const error = useSignal<string | null>(null);
  const isGone = useRef(false);
  useEffect(
    () => () => {
      isGone.current = true;
    },
    [],
  );
  return {
    isBusy: isBusy.value,
    error: error.value,
    say: (text) => {
      error.value = text;
    },
    async run(call) {
      if (isBusy.peek()) return false;
      isBusy.value = true;
      error.value = null;
      try {
        await call();
        return true;
      } catch (thrown) {
        if (isGone.current) return false;
        if (thrown instanceof SecondFactorRequiredError) dropStepUpToken(thrown.errorInfo.purpose);
        error.value = textOf(thrown);
        return false;
      } finally {
        isBusy.value = false;
      }
    },
  };
}
