import { useSignal } from "@preact/signals";
import { isKey, t } from "../i18n.ts";

/** The judgement of a guess, whatever the code is for. */
export interface Judgement {
  status: string;
  attemptsRemaining: number;
}

/**
 * What guesses at a code have come to.
 *
 * @param attemptsRemaining the guesses that are left at first; null if nobody knows
 */
export function useGuesses(attemptsRemaining: number | null) {
  const attempts = useSignal(attemptsRemaining);
  const isWrong = useSignal(false);
  const isOver = useSignal(false);
  return {
    attempts: attempts.value,
    /** Whether the last guess was wrong. */
    isWrong: isWrong.value,
    /** Whether there is nothing left to try. */
    isOver: isOver.value,
    /** Begins anew, with another code or the same one. */
    restart(left: number | null = attempts.peek()) {
      attempts.value = left;
      isWrong.value = false;
      isOver.value = false;
    },
    /** Takes in a judgement. @returns what was wrong, in words; null for a right code */
    take({ status, attemptsRemaining: left }: Judgement): string | null {
      if (status === "VERIFIED") return null;
      attempts.value = left;
      isWrong.value = true;
      // After the last guess there is nothing left to try.
      const meant = left === 0 && status === "WRONG_CODE" ? "ATTEMPTS_EXHAUSTED" : status;
      isOver.value = meant !== "WRONG_CODE";
      const key = `enter.status.${meant}`;
      return isOver.value ? t(isKey(key) ? key : "enter.status.OTHER") : t("enter.wrong", { count: left });
    },
  };
}
