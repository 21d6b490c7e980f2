import { useSignal } from "@preact/signals";
import { InvalidInputError, SecondFactorRequiredError } from "appsync-otp-client";
import { useEffect, useRef } from "preact/hooks";
import { dropStepUpToken } from "./api.ts";
import { errorText } from "./errors.ts";

/** A call that a person starts. */
export interface Action {
  isBusy: boolean;
  /** What went wrong at last, in words; null if nothing did. */
  error: string | null;
  /** The input's field that it is about; null if it is about none. */
  field: WrongField;
  /** Runs a call. Another one that is started meanwhile is not run. @returns whether it went well */
  run(call: () => Promise<unknown>): Promise<boolean>;
  /** Shows an error, or none. @param field the input's field that it is about */
  say(error: string | null, field?: string): void;
}

/** A new object each time, so that the same field is led to again. */
export type WrongField = { name: string } | null;

const fieldOfError = (error: unknown) => (error instanceof InvalidInputError ? error.errorInfo.field : undefined);

/**
 * Runs calls one at a time, and says what went wrong. A step-up token that counts no longer is dropped, so that another code is asked for.
 *
 * @param textOf says an error in words
 * @param fieldOf names the input's field that an error is about; undefined if it is about none
 */
export function useAction(
  textOf: (error: unknown) => string = errorText,
  fieldOf: (error: unknown) => string | undefined = fieldOfError,
): Action {
  const isBusy = useSignal(false);
  const error = useSignal<string | null>(null);
  const field = useSignal<WrongField>(null);
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
    field: field.value,
    say: (text, name) => {
      error.value = text;
      field.value = name === undefined ? null : { name };
    },
    async run(call) {
      if (isBusy.peek()) return false;
      isBusy.value = true;
      error.value = null;
      field.value = null;
      try {
        await call();
        return true;
      } catch (thrown) {
        if (isGone.current) return false;
        if (thrown instanceof SecondFactorRequiredError) dropStepUpToken(thrown.errorInfo.purpose);
        error.value = textOf(thrown);
        const name = fieldOf(thrown);
        if (name !== undefined) field.value = { name };
        return false;
      } finally {
        isBusy.value = false;
      }
    },
  };
}
