import { type Client, outcomeOf, slotPartOf } from "./client.ts";
import type { Codes } from "./codes.ts";
import {
  type Actions,
  become,
  type CutOff,
  codeFor,
  goOver,
  isStuck,
  isToRemember,
  type Person,
  same,
  stateOf,
} from "./person.ts";
import { attemptsLeft, guessed, repeated, tokenOf } from "./slot.ts";

/**
 * Repeats a call that was cut off, with its key. The answer must be that of the first call, and nothing may be sent or charged
 * twice; the exception is a repeat of the guess that verified, which is charged and given back with the guess.
 *
 * @param happened whether the first call had been done
 */
export async function retry(
  person: Person,
  cutOff: CutOff,
  happened: boolean,
  { client, codes, actions }: { client: Client; codes: Codes; actions: Actions },
): Promise<void> {
  const { subject, destination, deviceToken } = person;
  const { key } = cutOff;
  const slot = stateOf(person);
  if (cutOff.what === "ask") {
    if (!happened || isStuck(person)) return actions.ask(person, cutOff.variant, key);
    const token = await client.ask({ subject, destination, variant: cutOff.variant, key, deviceToken });
    return same(
      "requestOtp with the key of the call that was cut off",
      person,
      token && slotPartOf(token),
      tokenOf(slot),
    );
  }
  const again = slot.verified ? repeated(slot) : slot;
  const after = happened ? again : guessed(slot, cutOff.right);
  const right = codeFor(codes, person, slot);
  const code = cutOff.right ? right : codes.wrong(right, 1);
  const input = { subject, id: slot.id as string, code, idempotencyKey: key };
  const answer = await client.verify(input, isToRemember(person));
  const wrong = { status: "WRONG_CODE", attemptsRemaining: attemptsLeft(after) };
  const expected = cutOff.right ? { status: "VERIFIED", attemptsRemaining: 0 } : wrong;
  same("verifyOtp with the key of the call that was cut off", person, answer && outcomeOf(answer), expected);
  become(person, codes, after);
  if (answer) goOver(person, answer);
}
