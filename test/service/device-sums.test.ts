import { afterAll, afterEach, expect, test, vi } from "vitest";
import { startFastService } from "./fast-service.ts";
import { type LaneKeeper, laneKeeper, mostIn } from "./lane-keeper.ts";
import { codeIn, REQUEST, type TestService } from "./support.ts";

/** What all lanes of a person add up to, when somebody holds every device token that there ever was, and spends what each gives. */

const DAY = 24 * 60 * 60;
const COOLDOWN = 31;
const MONTH = 30 * DAY;
/** Windows of devices are longer by this, so that a guess at a code from the end of one and the beginning of the next but one are 30 days apart. */
const LATE = 15 * 60;
const PLENTY = { quarterHour: 100, day: 1_000 };

// Some tests take three seconds when nothing else runs.
vi.setConfig({ testTimeout: 180_000 });
afterAll(() => vi.resetConfig());

let service: TestService;
async function start(sends: object): Promise<LaneKeeper> {
  service = await startFastService({ token: { lifeSeconds: 600 }, sends });
  return laneKeeper(service, "hoarder");
}
afterEach(() => service.stop());

/** Makes two devices, which is a day's. */
async function twoDevices(keeper: LaneKeeper) {
  for (const purpose of ["login", "payment"]) expect(await keeper.makeDevice(purpose)).not.toBeNull();
  service.advance(COOLDOWN);
}

test("S40 a success makes one device, however many aliases, requests and sessions come with its code", async () => {
  await start({});
  const sessions = [await service.user(), await service.user(), await service.user()] as const;
  const [owner] = sessions;
  const { id } = (await owner(REQUEST, { input: { channel: "EMAIL" } })).data.requestOtp.token;
  const code = codeIn(service.lastMessageTo("user@example.com").text);
  // One verifyOtp and three deviceTokens: as many resolvers as a request may run.
  const query =
    "mutation V($input: VerifyOtpInput!) { verifyOtp(input: $input) { a: deviceToken b: deviceToken c: deviceToken } }";
  const calls = Array.from({ length: 12 }, (_, n) => {
    const idempotencyKey = ["one", "another", null][Math.floor(n / 4)];
    return sessions[n % 3]?.(query, { input: { id, code, idempotencyKey } });
  });
  const answers = await Promise.all(calls);
  const given = answers.flatMap((answer) => Object.values(answer?.data.verifyOtp ?? {}));
  const tokens = new Set(given.filter((token) => token !== null));
  expect(tokens.size).toBe(1);
  expect((await owner("{ devices { id } }")).data.devices).toHaveLength(1);
});

test("S04 S40 in a window 96 guesses at short codes are evaluated, whatever devices are made, displaced, forgotten and handed over", async () => {
  const keeper = await start({ subject: PLENTY, destination: PLENTY, knownDestination: PLENTY });
  const from = keeper.now();
  const sums: number[] = [];
  const spendAll = async () => {
    // The first of them is one that was displaced, if any was.
    await keeper.spend([...keeper.tokens.slice(-5), null], 1);
    sums.push(keeper.guesses.length);
  };
  for (let day = 0; day < 3; day++) {
    await twoDevices(keeper);
    await spendAll();
    service.advance(DAY);
  }
  await keeper.forget();
  service.advance(COOLDOWN);
  await twoDevices(keeper);
  await spendAll();
  await keeper.handOver();
  await spendAll();
  service.advance(from + MONTH - 200 - keeper.now());
  await spendAll();
  expect(sums).toEqual([33, 66, 81, 96, 96, 96]);
  service.advance(from + MONTH + LATE - keeper.now());
  for (let day = 0; day < 3; day++) {
    await twoDevices(keeper);
    await spendAll();
    service.advance(DAY);
  }
  await spendAll();
  expect(keeper.guesses).toHaveLength(2 * 96);
});

test.each([
  ["of 30 days", 0, 192],
  ["of 30 days and a quarter of an hour, as they are", LATE, 228],
])(
  "S04 S40 in any 30 days 192 guesses at short codes are evaluated, to codes that outlive windows %s",
  async (_, late, all) => {
    const keeper = await start({ subject: PLENTY, destination: PLENTY, knownDestination: PLENTY });
    const from = keeper.now();
    const moveTo = (seconds: number) => service.advance(from + seconds - keeper.now());
    await twoDevices(keeper);
    moveTo(DAY);
    await twoDevices(keeper);
    // The common lane's windows begin with their first codes, here in the middle of the devices' second window.
    moveTo(40 * DAY);
    await keeper.askIn([null]);
    moveTo(50 * DAY);
    for (const sent of await keeper.askIn([...keeper.tokens], ["login"])) await keeper.remember(sent);
    const window = MONTH + late;
    const end = 2 * window;
    moveTo(end - 1);
    const outliving = await keeper.askIn(keeper.tokens);
    moveTo(end + 598);
    await keeper.guessAt(outliving);
    moveTo(end + 600);
    await keeper.spend(keeper.tokens, 2);
    // A long code that is still live would only be sent again, and leave the window as it is.
    for (const around of [70 * DAY - 200, 70 * DAY + 600]) {
      moveTo(around);
      await keeper.spend([null], 5);
    }
    moveTo(end + window);
    await keeper.spend(keeper.tokens, 2);
    expect(keeper.guesses).toHaveLength(all);
    expect(mostIn(keeper.guesses, MONTH)).toBe(192);
  },
);

test("S40 in a day (UTC) 140 messages are sent over all lanes, and in any 24 hours 240", async () => {
  const keeper = await start({ destination: PLENTY, knownDestination: PLENTY });
  const from = keeper.now();
  const moveTo = (day: number, hours: number) => service.advance(from + day * DAY + hours * 3_600 - keeper.now());
  for (const day of [0, 1]) {
    moveTo(day, 0);
    await twoDevices(keeper);
  }
  /** Uses up what the lanes may send in an hour, which is what they may send in a day. */
  const useUp = async (lanes: (string | null)[]) => {
    for (let quarter = 0; quarter < 4; quarter++) {
      await keeper.askIn(lanes);
      service.advance(COOLDOWN);
      await keeper.askIn(lanes);
      service.advance(900 - COOLDOWN);
    }
  };
  moveTo(2, 22);
  await useUp(keeper.tokens);
  await twoDevices(keeper);
  moveTo(2, 23);
  await useUp([...keeper.tokens, null]);
  expect(keeper.sentOn(2)).toBe(140);
  moveTo(3, 0);
  // The first two were displaced: with their tokens only the common lane's messages go.
  await useUp(keeper.tokens.slice(2));
  expect(keeper.sentOn(3)).toBe(80);
  await keeper.forget();
  service.advance(COOLDOWN);
  expect(await keeper.makeDevice("login")).toBeNull();
  await useUp([...keeper.tokens, null]);
  expect(keeper.sentOn(3)).toBe(100);
  expect(mostIn(keeper.messages, DAY)).toBe(240);
});

test("S40 a success whose repeat makes the device after midnight counts as the device does: two a day, and 140 messages", async () => {
  const keeper = await start({ subject: { quarterHour: 20, day: 20 }, destination: PLENTY, knownDestination: PLENTY });
  const from = keeper.now();
  const moveTo = (day: number, minutes: number) => service.advance(from + day * DAY + minutes * 60 - keeper.now());
  for (const day of [0, 1]) {
    moveTo(day, 0);
    await twoDevices(keeper);
  }
  const useUp = async (lanes: (string | null)[]) => {
    for (let n = 0; n < 7; n++) {
      await keeper.askIn(lanes);
      service.advance(COOLDOWN);
    }
  };
  moveTo(3, -5);
  const kept = await keeper.askIn([null], ["login", "payment"]);
  for (const sent of kept) expect((await keeper.verify(sent, sent.id)).status).toBe("VERIFIED");
  moveTo(3, 0);
  await useUp(keeper.tokens);
  for (const sent of kept) expect(await keeper.remember(sent, sent.id)).not.toBeNull();
  await useUp(keeper.tokens.slice(4));
  moveTo(3, 24 * 60 - 5 + 1);
  for (const purpose of ["login", "payment"]) expect(await keeper.makeDevice(purpose)).toBeNull();
  await useUp([...keeper.tokens, null]);
  expect(keeper.sentOn(3)).toBe(140);
});
