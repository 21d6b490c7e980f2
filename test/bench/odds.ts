import { parseArgs } from "node:util";
import { startDynamoDb } from "appsync-local/dynamodb";
import { MAX_DEVICES, NEW_DEVICES_A_DAY } from "../../contract/person.ts";
import { DEFAULTS } from "../../settings/schema.ts";
import { fullRequests, resultsOf } from "../service/attacker.ts";
import { type Answer, startTestService } from "../service/support.ts";
import { budgetsOf, hitRateOfAll, interval, pickerOf } from "./odds-figures.ts";

/** Measures the odds of `docs/odds.md`, with an attacker at the highest allowed rate. `--help` says how to use it. */

const { values } = parseArgs({
  options: {
    windows: { type: "string", default: "3000" },
    unknown: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(`usage: node test/bench/odds.ts [--windows 3000] [--unknown 2] [--seed 1]

Starts a service with a clock that it moves, attacks it through --windows windows of 30 days, and prints the share of windows in
which a code was guessed, with its 95 % interval (Wilson's), beside the odds of docs/odds.md. No code is shorter than six digits,
so the attacker knows all digits but the last 2 (--unknown: 1 to 3) and guesses those: that measures the unchanged service at
10^2 codes. In a third of the windows the owner logs in between; in another the attacker has the tokens of all the owner's four
devices, too. Takes about five minutes. Exits with 1 when more guesses were evaluated in a window than the lanes have, or a rate is more
than four standard deviations off.`);
  process.exit();
}

const SLOTS = 60;
const DAY = 24 * 60 * 60;
const PLENTY = { quarterHour: 100, day: 1_000 };
const { token, budget } = DEFAULTS;
const [windows, unknown, seed] = [values.windows, values.unknown, values.seed].map(Number) as [number, number, number];
const space = 10 ** unknown;
const pick = pickerOf(seed);
const REQUEST =
  "mutation ($input: RequestOtpInput!) { requestOtp(input: $input) { knownDevice token { id codeLength } } }";
const VERIFY = "mutation ($input: VerifyOtpInput!) { verifyOtp(input: $input) { status deviceToken } }";

const engine = await startDynamoDb();
const sends = { subject: PLENTY, destination: PLENTY, knownDestination: PLENTY };
const service = await startTestService({ sends }, engine.endpoint);
const backend = service.backend();

const KINDS = {
  alone: { name: "attacked alone", devices: 0 },
  withOwner: { name: "the owner logs in between", devices: 0 },
  withDevices: { name: "with the tokens of four devices", devices: MAX_DEVICES },
};
type Kind = keyof typeof KINDS;
const kinds = Object.keys(KINDS) as Kind[];

interface Victim {
  subject: string;
  kind: Kind;
  hit: boolean;
  evaluated: number;
}

/** The device tokens of each subject, which its owner renews in each window, and the attacker has copied. */
const deviceTokens = new Map<string, string[]>();
const victimsOf = (count: number) =>
  Array.from(
    { length: count },
    (_, n): Victim => ({ subject: `victim-${n}`, kind: kinds[n % kinds.length] as Kind, hit: false, evaluated: 0 }),
  );

const toAddress = ({ subject }: Victim) => `${subject}@example.com`;

/** Requests a code for each victim at once. @param device the number of the device in whose lane; -1 in the common one */
async function askFor(victims: Victim[], device = -1) {
  service.messages.inbox.clear();
  const answers = await Promise.all(
    victims.map((victim) => {
      const deviceToken = deviceTokens.get(victim.subject)?.[device] ?? null;
      const input = { channel: "EMAIL", subject: victim.subject, destination: toAddress(victim), deviceToken };
      return backend(REQUEST, { input });
    }),
  );
  const texts = new Map(service.messages.inbox.list().map(({ to, text }) => [to, text]));
  return victims.map((victim, n) => {
    const { knownDevice, token } = (answers[n] as Answer).data.requestOtp;
    if (knownDevice !== device >= 0) throw new Error("the request was in another lane");
    const { id, codeLength } = token as { id: string; codeLength: number };
    const code = /^[0-9A-Z]{6,16}$/m.exec(texts.get(toAddress(victim)) ?? "")?.[0] as string;
    return { victim, id, codeLength, code };
  });
}

type Asked = Awaited<ReturnType<typeof askFor>>[number];

async function guess({ victim, id, code }: Asked): Promise<void> {
  const guesses = pick(token.maxAttempts, space).map(
    (last) => `${code.slice(0, -unknown)}${String(last).padStart(unknown, "0")}`,
  );
  const answers = await Promise.all(
    fullRequests(guesses).map((query) => backend(query, { id, subject: victim.subject })),
  );
  const results = answers.flatMap(resultsOf);
  victim.hit ||= results.includes("VERIFIED");
  victim.evaluated += results.filter((result) => result === "VERIFIED" || result === "WRONG_CODE").length;
}

/** Enters the right code. @returns the token of the device that it made or renewed */
async function logIn({ victim, id, code }: Asked): Promise<string> {
  const { data } = await backend(VERIFY, { input: { id, subject: victim.subject, code } });
  if (data.verifyOtp?.status !== "VERIFIED") throw new Error("the owner did not get in");
  return data.verifyOtp.deviceToken;
}

/** Makes the devices of these victims' owners, as many a day as may be. */
async function makeDevices(victims: Victim[]): Promise<void> {
  for (let device = 0; device < MAX_DEVICES; device++) {
    const made = await Promise.all((await askFor(victims)).map(logIn));
    victims.forEach(({ subject }, n) => {
      deviceTokens.set(subject, [...(deviceTokens.get(subject) ?? []), made[n] as string]);
    });
    service.advance(device % NEW_DEVICES_A_DAY === NEW_DEVICES_A_DAY - 1 ? DAY : token.cooldownSeconds);
  }
}

/** Lets the owners log in with each of their devices, which lasts for 90 days from then. */
async function renewDevices(victims: Victim[]): Promise<void> {
  for (let device = 0; device < MAX_DEVICES; device++) {
    const renewed = await Promise.all((await askFor(victims, device)).map(logIn));
    victims.forEach(({ subject }, n) => {
      deviceTokens.get(subject)?.splice(device, 1, renewed[n] as string);
    });
  }
  service.advance(token.cooldownSeconds);
}

/** Attacks one lane of each victim until a code is guessed or codes are long; if the service is broken, for twice the budget. */
async function attack(victims: Victim[], device = -1): Promise<void> {
  let open = victims.filter(({ hit }) => !hit);
  for (let tokens = 0; open.length > 0 && tokens * token.maxAttempts < 2 * budget.guesses; tokens++) {
    if (tokens === 2 && device < 0) {
      await Promise.all((await askFor(open.filter(({ kind }) => kind === "withOwner"))).map(logIn));
      service.advance(token.cooldownSeconds);
    }
    const short = (await askFor(open, device)).filter(({ codeLength }) => codeLength < budget.longCodeLength);
    await Promise.all(short.map(guess));
    open = short.map(({ victim }) => victim).filter(({ hit }) => !hit);
    service.advance(token.cooldownSeconds + 1);
  }
}

const started = performance.now();
const tally = new Map(kinds.map((kind) => [kind, { windows: 0, hits: 0, most: 0 }]));
const withDevices = (victims: Victim[]) => victims.filter(({ kind }) => kind === "withDevices");
await makeDevices(withDevices(victimsOf(SLOTS)));
for (let done = 0; done < windows; ) {
  const victims = victimsOf(Math.min(SLOTS, windows - done));
  await renewDevices(withDevices(victims));
  await attack(victims);
  for (let device = 0; device < MAX_DEVICES; device++) await attack(withDevices(victims), device);
  for (const { hit, evaluated, kind } of victims) {
    const counted = tally.get(kind) as { windows: number; hits: number; most: number };
    counted.windows += 1;
    counted.hits += hit ? 1 : 0;
    counted.most = Math.max(counted.most, evaluated);
  }
  service.advance(budget.windowDays * DAY);
  service.traces.length = 0;
  done += victims.length;
  const left = ((performance.now() - started) / done) * (windows - done);
  if (done % (4 * SLOTS) === 0) console.log(`${done} of ${windows} windows, ${Math.round(left / 1000)} s left`);
}
await service.stop();
await engine.stop();

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
console.log(`\n10^${unknown} codes, seed ${seed}`);
let agrees = true;
for (const [kind, counted] of tally) {
  const { name, devices } = KINDS[kind];
  const budgets = budgetsOf({ purposes: 1, devices }, budget);
  const expected = hitRateOfAll(space, token.maxAttempts, budgets);
  const allowed = budgets.reduce((sum, guesses) => sum + guesses, 0);
  const { low, high } = interval(counted, 1.96);
  // A correct service lies outside this interval once in 15,000 runs.
  const wide = interval(counted, 4);
  agrees &&= wide.low <= expected && expected <= wide.high && counted.most <= allowed;
  const share = percent(counted.hits / counted.windows);
  console.log(
    `${name}: ${counted.hits} of ${counted.windows} windows, ${share} (95 %: ${percent(low)} to ${percent(high)}; the formula: ${percent(expected)})`,
  );
  console.log(`  most guesses evaluated in one window: ${counted.most} of ${allowed}`);
}
process.exitCode = agrees ? 0 : 1;
