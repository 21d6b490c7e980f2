import { afterAll, beforeAll, expect, test } from "vitest";
import { times } from "../support/thorough.ts";
import { countOf, fullRequests, overConnections, resultsOf, wrongCodes } from "./attacker.ts";
import { startFastService } from "./fast-service.ts";
import { laneKeeper, type Sent } from "./lane-keeper.ts";
import { dump } from "./person.ts";
import { type TestService, VERIFY } from "./support.ts";

/** Guessing in the lane of a known device, by somebody who knows the ids of its tokens. */

const GUESSES = times(200, 1_000);
const CONNECTIONS = 8;

let service: TestService;
beforeAll(async () => {
  service = await startFastService();
});
afterAll(() => service.stop());

/** Makes somebody with a known device, and a token in its lane. */
async function inALane(subject: string) {
  const keeper = laneKeeper(service, subject);
  const deviceToken = (await keeper.makeDevice("login")) as string;
  service.advance(31);
  const sent = (await keeper.ask(deviceToken, "login")) as Sent;
  return { keeper, deviceToken, sent };
}

/** Makes all the guesses, in requests that hold as many as one may, over some connections. @returns the results */
async function guessAll({ id }: Sent, subject: string, guesses: string[]): Promise<string[]> {
  const { caller, close } = overConnections(service, CONNECTIONS);
  const answers = await Promise.all(fullRequests(guesses).map((query) => caller(query, { id, subject })));
  await close();
  return answers.flatMap(resultsOf);
}

const itemsOf = async (subject: string) => (await dump(service)).filter(({ pk }) => pk?.S?.endsWith(`|${subject}`));

/** The guesses that are spent at `login`, of each lane by the letter of its partition key. */
async function spentBy(subject: string) {
  const slots = (await itemsOf(subject)).filter(({ sk }) => sk?.S === "login");
  return Object.fromEntries(slots.map(({ pk, guessesUsed }) => [pk?.S?.split("|")[1], Number(guessesUsed?.N)]));
}

test(`S04 S07 S08 S40 of ${GUESSES} parallel wrong guesses three are evaluated and charged, to the lane alone; then its codes are long, and the owner gets in`, async () => {
  const subject = "guessed-at";
  const { keeper, deviceToken, sent } = await inALane(subject);
  const results = await guessAll(sent, subject, wrongCodes(sent.code, GUESSES));
  expect(countOf(results, "WRONG_CODE")).toBe(3);
  expect(countOf(results, "ATTEMPTS_EXHAUSTED")).toBe(GUESSES - 3);
  // The success that made the device is given back with the common lane's next token.
  expect(await spentBy(subject)).toEqual({ s: 1, l: 3 });
  service.advance(31);
  const next = (await keeper.ask(deviceToken, "login")) as Sent;
  expect(next.isShort).toBe(false);
  expect((await keeper.verify(next)).status).toBe("VERIFIED");
  const common = (await keeper.ask(null, "login")) as Sent;
  expect(common.isShort).toBe(true);
  const more = await guessAll(common, subject, wrongCodes(common.code, 10));
  expect(countOf(more, "WRONG_CODE")).toBe(5);
  expect(await spentBy(subject)).toEqual({ s: 5, l: 3 });
});

test("S03 of 100 right guesses in the lane exactly one is VERIFIED", async () => {
  const subject = "right";
  const { sent } = await inALane(subject);
  const results = await guessAll(
    sent,
    subject,
    Array.from({ length: 100 }, () => sent.code),
  );
  expect([countOf(results, "VERIFIED"), countOf(results, "EXPIRED")]).toEqual([1, 99]);
});

test("S06 S40 an id with another lane in it is neither evaluated nor charged, wherever the lane is from", async () => {
  const [one, other] = [await inALane("one"), await inALane("other")];
  const { id, code } = one.sent;
  const [purpose, lane, random] = id.split("_") as [string, string, string];
  const foreign = other.sent.id.split("_")[1];
  const lanes = ["1-", `1${"0".repeat(32)}`, `1${lane.slice(1, 17)}${"0".repeat(16)}`, foreign, `2${lane.slice(1)}`];
  const ids = [...lanes.map((each) => `${purpose}_${each}_${random}`), `payment_${lane}_${random}`, `login_${random}`];
  const before = await itemsOf("one");
  const guesses = ids.map((forged) => service.backend()(VERIFY, { input: { id: forged, code, subject: "one" } }));
  const asAnother = service.backend()(VERIFY, { input: { id, code, subject: "other" } });
  for (const answer of await Promise.all([...guesses, asAnother])) expect(resultsOf(answer)).toEqual(["EXPIRED"]);
  expect(await itemsOf("one")).toEqual(before);
  expect((await one.keeper.verify(one.sent)).status).toBe("VERIFIED");
});
