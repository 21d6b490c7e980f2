import { expect } from "vitest";
import type { Slot } from "../../contract/slot.ts";
import { type Break, type Call, type FaultyService, said, suffer } from "./fault-matrix.ts";
import { freshNumber, person } from "./person.ts";
import { codeIn, wrongFor } from "./support.ts";

/** Requesting a code while a dependency fails: the answer, the messages that arrive, and what must hold in the end. */

/**
 * The answers to a request with an idempotency key and to its immediate repeat: an error's type, or the token's status. And the
 * number of messages after the first call, after the second, and after a third at the time that the token names (`resendAfter`,
 * at most 35 seconds later). The third always answers SENT.
 */
export type Cell = [how: Break, first: string, atOnce: string, messages: string];

/** Nothing was done, so asking again works at once. */
export const NOT_DONE = ["InternalError", "SENT", "0 1 1"] as const;
export const CONTENDED = ["Conflict", "SENT", "0 1 1"] as const;
/** The fault was repaired by a retry, or made no difference. */
export const FINE = ["SENT", "SENT", "1 1 1"] as const;
/** The token exists, but the outcome of its message is unknown. The message is sent again when the first must have ended. */
export const UNKNOWN = ["InternalError", "SENDING", "0 0 1"] as const;
export const FAILED = ["DeliveryFailed", "SENT", "0 1 1"] as const;
/** The message went out, but the answer was lost: after a `DeliveryFailed` the same key sends the same code again. */
export const FAILED_LATE = ["DeliveryFailed", "SENT", "1 2 2"] as const;
/** Two tries both went out. SNS and SES accept no idempotency key, and a code that comes twice is better than none. */
export const TWICE = ["SENT", "SENT", "2 2 2"] as const;
export const TWICE_AND_FAILED = ["DeliveryFailed", "SENT", "2 3 3"] as const;

/** Gives the arguments of `test.each`: the parts of the title, and the cell. */
export const titled = (cells: Cell[]) => cells.map((cell) => [cell[0].name, ...cell.slice(1), cell] as const);

type Someone = ReturnType<typeof person>;

/** Makes a person who gets codes by the channel to which the call belongs. */
export const someoneFor = (service: FaultyService, call: Call) =>
  person(service, call === "Publish" ? { channel: "SMS", destination: freshNumber() } : {});

export const slotFor = async (service: FaultyService, { subject }: Someone) =>
  (await service.item<Slot>(subject, "login")) as Slot;

/** Asks three times with one key, breaks a call of the first request, and compares the outcome with the cell. */
export async function askThrough(service: FaultyService, someone: Someone, call: Call, [how, ...expected]: Cell) {
  const before = someone.messages().length;
  const ask = () => someone.ask({ idempotencyKey: "the key" });
  const counts: number[] = [];
  const count = () => counts.push(someone.messages().length - before);
  const { said: first, goOn } = await suffer(service, call, how, ask);
  count();
  const second = await ask();
  count();
  expect([first, said(second)]).toEqual(expected.slice(0, 2));
  await untilAskable(service, second.data.requestOtp.token);
  expect(said(await ask())).toBe("SENT");
  count();
  expect(counts.join(" ")).toBe(expected[2]);
  await goOn();
}

/** Moves the clock to the token's `resendAfter`. */
export async function untilAskable(service: FaultyService, { resendAfter }: { resendAfter: string }) {
  const milliseconds = Date.parse(resendAfter) - service.now();
  expect(milliseconds).toBeLessThanOrEqual(35_000);
  service.advance(milliseconds / 1000);
}

/**
 * Checks that all messages have the same code, that each request is counted once, that a wrong guess costs one, and that the code
 * verifies once.
 *
 * @param spent the guesses at the token so far
 */
export async function isSound(service: FaultyService, someone: Someone, spent = 0) {
  const { id, attempts, status, sends, createdAt } = await slotFor(service, someone);
  const codes = new Set(someone.messages().map(({ text }) => codeIn(text)));
  expect({ att: attempts, status, codes: codes.size }).toEqual({ att: spent, status: "SENT", codes: 1 });
  expect(await countedFor(service, someone, createdAt)).toBe(sends);
  const [code = ""] = codes;
  const left = 4 - spent;
  expect(await someone.check(id, wrongFor(code))).toMatchObject({ status: "WRONG_CODE", attemptsRemaining: left });
  expect((await someone.check(id, code)).status).toBe("VERIFIED");
  expect((await someone.check(id, code)).status).toBe("EXPIRED");
  expect((await slotFor(service, someone)).attempts).toBe(spent + 2);
}

const DAY = 24 * 60 * 60;

/** The number of the subject's messages that the limits have counted. @param since epoch seconds; only days from then on count */
export async function countedFor(service: FaultyService, { subject }: Someone, since: number): Promise<number> {
  const days = new Set([since, service.now() / 1000].map((seconds) => Math.floor(seconds / DAY)));
  let total = 0;
  for (const day of days) total += (await service.item<{ total: number }>(subject, `#sends#${day}`))?.total ?? 0;
  return total;
}
