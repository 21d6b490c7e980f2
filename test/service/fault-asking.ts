import { expect } from "vitest";
import type { Slot } from "../../contract/slot.ts";
import { type Break, type Call, type FaultyService, said, suffer } from "./fault-matrix.ts";
import { freshNumber, person } from "./person.ts";
import { codeIn, wrongFor } from "./support.ts";

/** Asking for a code while something is broken: what is said, what arrives, and what has to hold in the end. */

/**
 * What a person is told who asks with an idempotency key, and with the same key again at once: an error's type, or the token's
 * status. And how many messages there are after the first call, the second, and a third at the time that the token names
 * (`resendAfter`, at most 35 seconds on). The third answers SENT, always.
 */
export type Cell = [how: Break, first: string, atOnce: string, messages: string];

/** Nothing was done: asking again works at once. */
export const NOT_DONE = ["InternalError", "SENT", "0 1 1"] as const;
export const CONTENDED = ["Conflict", "SENT", "0 1 1"] as const;
/** It was made good behind the scenes, or made no difference. */
export const FINE = ["SENT", "SENT", "1 1 1"] as const;
/** The token stands, and nothing tells what became of its message: it is sent again when it must have come to its end. */
export const UNKNOWN = ["InternalError", "SENDING", "0 0 1"] as const;
export const FAILED = ["DeliveryFailed", "SENT", "0 1 1"] as const;
/** It went out, and nothing tells so: after a `DeliveryFailed` the same key sends again, the same code. */
export const FAILED_LATE = ["DeliveryFailed", "SENT", "1 2 2"] as const;
/** Two tries that both went out. SNS and SES take no key by which they could tell; a code that comes twice is better than none. */
export const TWICE = ["SENT", "SENT", "2 2 2"] as const;
export const TWICE_AND_FAILED = ["DeliveryFailed", "SENT", "2 3 3"] as const;

/** For `test.each`: what the title says, and the cell. */
export const titled = (cells: Cell[]) => cells.map((cell) => [cell[0].name, ...cell.slice(1), cell] as const);

type Someone = ReturnType<typeof person>;

/** Somebody whose code goes by the channel that the call belongs to. */
export const someoneFor = (service: FaultyService, call: Call) =>
  person(service, call === "Publish" ? { channel: "SMS", destination: freshNumber() } : {});

export const slotFor = async (service: FaultyService, { subject }: Someone) =>
  (await service.item<Slot>(subject, "login")) as Slot;

/** Asks three times with one key, while a call breaks the first time, and holds it against the cell. */
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

/** Moves to the time at which the token says that it may be asked for again. */
export async function untilAskable(service: FaultyService, { resendAfter }: { resendAfter: string }) {
  const milliseconds = Date.parse(resendAfter) - service.now();
  expect(milliseconds).toBeLessThanOrEqual(35_000);
  service.advance(milliseconds / 1000);
}

/**
 * One code, however often it was sent, and each time it was asked for counted once; a wrong guess costs one, and the code is
 * right once.
 *
 * @param spent guesses at the token so far
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

/** The subject's messages of the days since then, as the limits count them. @param since epoch seconds */
export async function countedFor(service: FaultyService, { subject }: Someone, since: number): Promise<number> {
  const days = new Set([since, service.now() / 1000].map((seconds) => Math.floor(seconds / DAY)));
  let total = 0;
  for (const day of days) total += (await service.item<{ total: number }>(subject, `#sends#${day}`))?.total ?? 0;
  return total;
}
