import type { Judgement } from "./client.ts";
import { attemptsLeft, guessed, type SlotState } from "./slot.ts";

/** Give the states that a slot may be in after parallel guesses at its token; null when the answers were wrong. */

type Answers = (Judgement | null)[];

const countOf = (answers: Answers, status?: Judgement["status"]) =>
  answers.filter((answer) => answer?.status === status).length;

/** For guesses that are all right: exactly one wins, although its answer may be lost. */
export function afterRight(before: SlotState, answers: Answers): SlotState[] | null {
  const silent = countOf(answers);
  const won = countOf(answers, "VERIFIED");
  const lost = countOf(answers, "EXPIRED");
  if (won > 1 || won + lost + silent !== answers.length || won + silent === 0) return null;
  return won + lost > 0 ? [guessed(before, true)] : [before, guessed(before, true)];
}

/** For guesses that are all wrong: each is charged while attempts are left. */
export function afterWrong(before: SlotState, answers: Answers): SlotState[] | null {
  const silent = countOf(answers);
  const charged = countOf(answers, "WRONG_CODE");
  const refused = countOf(answers, "ATTEMPTS_EXHAUSTED");
  const left = answers.flatMap((answer) => (answer?.status === "WRONG_CODE" ? [answer.attemptsRemaining] : []));
  const attempts = attemptsLeft(before);
  const least = refused > 0 ? attempts : charged;
  const most = Math.min(charged + silent, attempts);
  const isConsistent = new Set(left).size === left.length && left.every((each) => each < attempts);
  if (charged + refused + silent !== answers.length || !isConsistent || least > most) return null;
  if (silent === 0 && charged !== Math.min(answers.length, attempts)) return null;
  const states = [before];
  while (states.length <= most) states.push(guessed(states.at(-1) as SlotState, false));
  return states.slice(least);
}
