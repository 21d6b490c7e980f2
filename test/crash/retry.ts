import { type Client, outcomeOf, toldOf } from "./client.ts";
import type { Codes } from "./codes.ts";
import { type Actions, become, type CutOff, codeFor, isStuck, type Person, same, stateOf } from "./person.ts";
import { attemptsLeft, guessed, repeated, tokenOf } from "./slot.ts";

/**
 * The caller's own second try of a call that was cut off, with the key of the first: the answer is the first one's, and
 * nothing is sent or charged twice, but for the repeat of the guess that verified, which is given back with it.
 *
 * @param happened whether the first one had come through
 */
export async function retry(
  person: Person,
  cutOff: CutOff,
  happened: boolean,
  { client, codes, actions }: { client: Client; codes: Codes; actions: Actions },
): Promise<void> {
  const { subject, destination } = person;
  const { key } = cutOff;
  const slot = stateOf(person);
  if (cutOff.what === "ask") {
    if (!happened || isStuck(person)) return actions.ask(person, cutOff.variant, key);
    const token = await client.ask({ subject, destination, variant: cutOff.variant, key });
    return same("requestOtp by the key of the one cut off", person, token && toldOf(token), tokenOf(slot));
  }
  const again = slot.verified ? repeated(slot) : slot;
  const after = happened ? again : guessed(slot, cutOff.right);
  const right = codeFor(codes, person, slot);
  const code = cutOff.right ? right : codes.wrong(right, 1);
  const answer = await client.verify({ subject, id: slot.id as string, code, idempotencyKey: key });
  const wrong = { status: "WRONG_CODE", attemptsRemaining: attemptsLeft(after) };
  const expected = cutOff.right ? { status: "VERIFIED", attemptsRemaining: 0 } : wrong;
  same("verifyOtp by the key of the one cut off", person, answer && outcomeOf(answer), expected);
  become(person, codes, after);
}
