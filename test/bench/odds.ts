import { parseArgs } from "node:util";
import { startDynamoDb } from "appsync-local/dynamodb";
import { DEFAULTS } from "../../settings/schema.ts";
import { fullRequests, resultsOf } from "../service/attacker.ts";
import { type Answer, REQUEST, startTestService, VERIFY } from "../service/support.ts";
import { hitRate, interval, pickerOf } from "./odds-figures.ts";

/** Measures the odds of `docs/odds.md`, with an attacker at the highest allowed rate. `--help` says how to use it. */

const { values } = parseArgs({
  options: {
    windows: { type: "string", default: "2000" },
    unknown: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(`usage: node test/bench/odds.ts [--windows 2000] [--unknown 2] [--seed 1]

Starts a service with a clock that it moves, attacks it through --windows windows of 30 days, and prints the share of windows in
which a code was guessed, with its 95 % interval (Wilson's), beside the odds of docs/odds.md. No code is shorter than six digits,
so the attacker knows all digits but the last 2 (--unknown: 1 to 3) and guesses those: that measures the unchanged service at
10^2 codes. In half of the windows the owner logs in between. Takes two minutes for 2,000 windows when nothing else runs. Exits
with 1 when more than 20 guesses were evaluated in a window, or the rate is more than four standard deviations off.`);
  process.exit();
}

const SLOTS = 50;
const DAY = 24 * 60 * 60;
const PLENTY = { quarterHour: 100, day: 1_000 };
const { token, budget } = DEFAULTS;
const [windows, unknown, seed] = [values.windows, values.unknown, values.seed].map(Number) as [number, number, number];
const space = 10 ** unknown;
const pick = pickerOf(seed);

const engine = await startDynamoDb();
const service = await startTestService({ sends: { subject: PLENTY, destination: PLENTY } }, engine.endpoint);
const backend = service.backend();

interface Victim {
  subject: string;
  /** Whether the owner logs in between the second and the third token. */
  logsIn: boolean;
  hit: boolean;
  evaluated: number;
}

const toAddress = ({ subject }: Victim) => `${subject}@example.com`;

/** Requests a code for each victim at once. @returns each with its token and the code that was sent */
async function askFor(victims: Victim[]) {
  service.messages.inbox.clear();
  const answers = await Promise.all(
    victims.map((victim) =>
      backend(REQUEST, { input: { channel: "EMAIL", subject: victim.subject, destination: toAddress(victim) } }),
    ),
  );
  const texts = new Map(service.messages.inbox.list().map(({ to, text }) => [to, text]));
  return victims.map((victim, n) => {
    const { data } = answers[n] as Answer;
    const { id, codeLength } = data.requestOtp.token as { id: string; codeLength: number };
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

async function logIn({ victim, id, code }: Asked): Promise<void> {
  const { data } = await backend(VERIFY, { input: { id, subject: victim.subject, code } });
  if (data.verifyOtp?.status !== "VERIFIED") throw new Error("the owner did not get in");
}

/** Attacks one window of each victim until a code is guessed or codes are long; if the service is broken, for twice the budget. */
async function attack(victims: Victim[]): Promise<void> {
  let open = victims;
  for (let tokens = 0; open.length > 0 && tokens * token.maxAttempts < 2 * budget.guesses; tokens++) {
    if (tokens === 2) {
      await Promise.all((await askFor(open.filter(({ logsIn }) => logsIn))).map(logIn));
      service.advance(token.cooldownSeconds);
    }
    const short = (await askFor(open)).filter(({ codeLength }) => codeLength < budget.longCodeLength);
    await Promise.all(short.map(guess));
    open = short.map(({ victim }) => victim).filter(({ hit }) => !hit);
    service.advance(token.cooldownSeconds + 1);
  }
}

const started = performance.now();
const tally = { plain: { windows: 0, hits: 0 }, withOwner: { windows: 0, hits: 0 } };
let most = 0;
for (let done = 0; done < windows; ) {
  const victims = Array.from(
    { length: Math.min(SLOTS, windows - done) },
    (_, n): Victim => ({ subject: `victim-${n}`, logsIn: n % 2 === 1, hit: false, evaluated: 0 }),
  );
  await attack(victims);
  for (const { hit, evaluated, logsIn } of victims) {
    const kind = logsIn ? tally.withOwner : tally.plain;
    kind.windows += 1;
    kind.hits += hit ? 1 : 0;
    most = Math.max(most, evaluated);
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
const expected = hitRate({ codes: space, attempts: token.maxAttempts, budget: budget.guesses });
console.log(`\n10^${unknown} codes, seed ${seed}; the formula: ${percent(expected)} of windows are hit`);
let agrees = true;
for (const [name, counted] of Object.entries({ "attacked alone": tally.plain, "owner logs in": tally.withOwner })) {
  const { low, high } = interval(counted, 1.96);
  // A correct service lies outside this interval once in 15,000 runs.
  const wide = interval(counted, 4);
  agrees &&= wide.low <= expected && expected <= wide.high;
  console.log(
    `${name}: ${counted.hits} of ${counted.windows} windows, ${percent(counted.hits / counted.windows)} (95 %: ${percent(low)} to ${percent(high)})`,
  );
}
console.log(`most guesses evaluated in one window: ${most}`);
process.exitCode = agrees && most <= budget.guesses ? 0 : 1;
