import { randomUUID } from "node:crypto";
import type { Fault } from "appsync-local";
import type { IdempotencyKeys } from "../../contract/idempotency-keys.ts";
import { DEVICE_LASTS, openLanes, type PlayedLane } from "./slot-lanes.ts";
import { type Item, slotModel } from "./slot-model.ts";
import { DAY, type Op, type Plan, type Round, VARIANTS } from "./slot-plan.ts";
import type { SlotTable } from "./slot-table.ts";
import { type Answer, CANCEL, REQUEST, type TestService, VERIFY } from "./support.ts";

/** Plays a plan on a new slot, or on two in different lanes, round by round, and compares answers, messages and table with the model. */

const ASK = REQUEST.replace("{ token", "{ knownDevice token");
const LISTED = new Set([
  ...["Throttled", "DestinationNotAllowed", "DeliveryFailed", "IdempotencyMismatch", "Conflict", "NotFound"],
  ...["InvalidInput", "InternalError"],
]);
/** Faults after which a write may have been done, or done twice, without an answer. */
const UNTOLD = new Set(["lostAnswer", "garbled", "twice"]);

/** The outcome of a played plan. */
export interface Outcome {
  problems: string[];
  calls: number;
  /** The most wrong guesses in one window: of the common lane, and of a known device's if there was one. */
  fullest: number[];
  longCodes: number;
  verified: number;
}

interface Known {
  id: string;
  createdAt: number;
  long: boolean;
  /** The tags of the messages that were requested. */
  tags: Set<string>;
}

export async function play(service: TestService, table: SlotTable, { withDevice, rounds }: Plan): Promise<Outcome> {
  // The inbox is searched often, so it holds only this plan's messages.
  service.messages.inbox.clear();
  const lanes = await openLanes(service, withDevice);
  const slots = lanes.map((lane) => openSlot(service, table, lane));
  const problems = () => slots.flatMap(({ model }) => model.problems);
  let left = withDevice ? DEVICE_LASTS : Number.POSITIVE_INFINITY;
  for (const { move, faults, threads, deviceThreads } of rounds) {
    if (problems().length > 0 || move > left) break;
    left -= move;
    service.advance(move);
    for (const slot of slots) await slot.before(move);
    for (const fault of faults) service.endpoint.api.faults.inject(fault);
    await Promise.all(slots.map((slot, n) => slot.play([threads, deviceThreads][n] as Op[][], faults)));
    service.endpoint.api.faults.clear();
    for (const slot of slots) await slot.after();
  }
  for (const slot of slots) if (problems().length === 0) await slot.ownerGetsIn();
  const outcomes = slots.map((slot) => slot.outcome());
  const sum = (key: "calls" | "longCodes" | "verified") => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  return {
    problems: problems(),
    calls: sum("calls"),
    fullest: outcomes.map(({ fullest }) => fullest),
    longCodes: sum("longCodes"),
    verified: sum("verified"),
  };
}

function openSlot(service: TestService, table: SlotTable, { subject, name, pk, bound, deviceToken }: PlayedLane) {
  const caller = service.backend();
  const model = slotModel(bound);
  const known: Known[] = [];
  const variants = VARIANTS(subject);
  const now = () => Math.floor(service.now() / 1000);
  const problem = (text: string) => void model.problems.push(text);
  let calls = 0;
  let epoch = 0;
  let longCodes = 0;

  const messages = () => service.messages.inbox.list().filter(({ text }) => tagOf(text).startsWith(`${name}.`));
  const codeOf = ({ tags }: Known) =>
    messages()
      .find(({ text }) => tags.has(tagOf(text)))
      ?.text.split(" ")[0];
  const codesOf = ({ tags }: Known) =>
    messages()
      .filter(({ text }) => tags.has(tagOf(text)))
      .map(({ text }) => text.split(" ")[0]);

  /** Whether a race has put another token in its place with the same tag, so that a code may be either's. */
  const isShared = (token: Known) =>
    known.some((other) => other !== token && [...other.tags].some((tag) => token.tags.has(tag)));

  function learn(id: string, createdAt: number, codeLength: number, alphabet: string, tag?: string): void {
    const { short } = model.issued({ id, createdAt, codeLength, alphabet });
    let token = known.find((each) => each.id === id);
    if (!token) {
      token = { id, createdAt, long: !short, tags: new Set() };
      if (!short) longCodes += 1;
      known.push(token);
      known.sort((a, b) => a.createdAt - b.createdAt);
    }
    if (tag) token.tags.add(tag);
  }

  function errorOf({ errors }: Answer, { faults }: Happening): string | undefined {
    const type = errors?.[0]?.errorType;
    // The fault matrix tests the outcome of garbled answers of the table.
    if (type !== undefined && faults.length === 0 && (!LISTED.has(type) || type === "InternalError"))
      problem(`${type} was answered`);
    return type;
  }

  /** The last tag of each variant that came without a key. */
  const tags = new Map<number, string>();
  /** A message's own text is part of what its token is, so only with the newest token's tag is that one sent again. */
  function tagOfVariant(variant: number): string {
    const newest = known.at(-1);
    const last = tags.get(variant);
    const isAlive = newest !== undefined && newest.createdAt + LIFE > now();
    const tag = last && isAlive && newest.tags.has(last) ? last : `${name}.${KEYLESS}${randomUUID()}`;
    tags.set(variant, tag);
    return tag;
  }

  async function ask(variant: number, key: number | null, happening: Happening) {
    const idempotencyKey = key === null ? null : `${name}.${epoch}.${key}`;
    const tag = idempotencyKey ?? tagOfVariant(variant);
    const base = { channel: "EMAIL", subject, destination: `${subject}@example.com` };
    const chosen = variants[key === null ? variant : key];
    const input = { ...base, ...chosen, message: `{code} ${tag}`, idempotencyKey, deviceToken };
    const spent = model.isSpent(now());
    const answer = await caller(ASK, { input });
    const token = answer.data?.requestOtp?.token;
    const error = errorOf(answer, happening);
    if (error === "DeliveryFailed" && idempotencyKey) happening.failedKeys.push(tag);
    if (!token) return;
    if (answer.data.requestOtp.knownDevice !== (deviceToken !== null)) problem(`${token.id}: asked in another lane`);
    const isNew = !model.tokens.has(token.id);
    learn(token.id, Date.parse(token.createdAt) / 1000, token.codeLength, token.alphabet, tag);
    if (isNew && spent && model.tokens.get(token.id)?.short) problem("a short code after the budget was spent");
  }

  let wrongs = 0;
  async function guess(op: Extract<Op, { do: "guess" }>, happening: Happening) {
    const token = known.at(-1 - op.back);
    if (!token) return;
    wrongs += 1;
    const wrong = token.long ? `${wrongs}`.padStart(12, "A") : `${wrongs * 7}`.padStart(6, "0");
    const code = op.right ? codeOf(token) : wrong;
    if (code === undefined) return;
    const idempotencyKey = op.times > 1 ? randomUUID() : op.key === null ? null : `${op.key}`;
    const call = idempotencyKey ?? randomUUID();
    const guessed = happening.guessed.get(token.id) ?? new Set();
    happening.guessed.set(token.id, guessed.add(`${call}|${code}`));
    const input = { id: token.id, subject, code, idempotencyKey };
    await Promise.all(Array.from({ length: op.times }, () => guessOnce(token, input, call, happening)));
  }

  async function guessOnce(
    token: Known,
    input: { code: string; idempotencyKey: string | null },
    call: string,
    happening: Happening,
  ) {
    const { code, idempotencyKey } = input;
    const counted = model.tokens.get(token.id);
    const dead = counted?.cancelled === true;
    const answer = await caller(VERIFY, { input });
    errorOf(answer, happening);
    const payload = answer.data?.verifyOtp;
    if (!payload || !counted) return;
    if (payload.status === "WRONG_CODE") {
      model.wrong(counted, `${payload.attemptsRemaining}|${call}|${code}`, dead);
      if (codesOf(token).includes(code) && !isShared(token)) problem(`${token.id}: WRONG_CODE to its own code`);
    }
    const isRight = codesOf(token).includes(code);
    if (payload.status === "EXPIRED" && idempotencyKey !== null && !isRight) model.refused(counted, call, code);
    if (payload.status === "VERIFIED") model.verified(counted, call, { dead, isRight });
  }

  const run: { [Do in Op["do"]]: (op: Extract<Op, { do: Do }>, happening: Happening) => Promise<unknown> } = {
    ask: ({ variant, key }, happening) => ask(variant, key, happening),
    guess,
    async cancel({ back }, happening) {
      const token = known.at(-1 - back);
      if (!token) return;
      const answer = await caller(CANCEL, { input: { id: token.id, subject } });
      errorOf(answer, happening);
      const counted = model.tokens.get(token.id);
      if (counted && answer.data?.cancelOtp) counted.cancelled = true;
    },
    sweep: () => service.sweeper.sweep(),
  };

  async function runThread(thread: Op[], happening: Happening) {
    for (const op of thread) {
      calls += 1;
      await run[op.do](op as never, happening);
    }
  }

  const read = () => table.read<Item>(pk, "login");
  const readKeys = () => table.read<IdempotencyKeys>(pk, "login#keys");

  /** Each key allows one message, and another if the first is known to have failed. */
  const allowed = new Map<string, number>();
  const allow = (tag: string) => allowed.set(tag, (allowed.get(tag) ?? 1) + 1);

  function checkMessages(before: number, faults: Fault[], threads: Op[][]): void {
    const sent = messages();
    const tags = sent.map(({ text }) => tagOf(text));
    for (const tag of new Set(tags.filter((sent) => !sent.includes(KEYLESS)))) {
      const times = tags.filter((other) => other === tag).length;
      if (times > (allowed.get(tag) ?? 1)) problem(`${times} messages for the key ${tag}`);
    }
    const undisturbed = !faults.some(({ dataSource }) => dataSource === "Send");
    if (undisturbed && sent.length - before > 1) {
      problem(`${sent.length - before} messages within the cooldown: ${JSON.stringify(threads)}`);
    }
  }

  /** What was there before the round, and what happened in it. */
  let item: Item | null = null;
  let messagesBefore = 0;
  let happening = nothingYet();

  return {
    model,
    /** Looks at what is there before a round. @param move the seconds that the clock has moved */
    async before(move: Round["move"]) {
      if (move >= DAY) epoch += 1;
      item = await read();
      for (const { key, id } of (await readKeys())?.keys ?? []) {
        if (id === item?.id && item.status !== "SENT") allow(key);
      }
      messagesBefore = messages().length;
    },
    async play(threads: Op[][], faults: Fault[]) {
      happening = nothingYet(faults, threads);
      await Promise.all(threads.map((thread) => runThread(thread, happening)));
    },
    /** Compares what is there after a round. */
    async after() {
      for (const tag of happening.failedKeys) allow(tag);
      const untold = untoldBy(happening.faults);
      for (const id of happening.guessed.keys()) model.lost(model.tokens.get(id) as never, untold);
      checkMessages(messagesBefore, happening.faults, happening.threads);
      const after = await read();
      if (!after) return model.tokens.size > 0 && item ? model.gone(now()) : undefined;
      if (item?.id === after.id && happening.guessed.get(after.id)?.size === 1 && after.attempts > item.attempts + 1) {
        problem(`${after.id}: a repeated call was charged again`);
      }
      learn(after.id, after.createdAt, after.codeLength, after.alphabet);
      model.check(after);
    },
    /** A used-up budget locks nobody out: once the current token has expired, a new one is sent, and its code is right. */
    async ownerGetsIn() {
      service.advance(301);
      const happening = nothingYet();
      epoch += 1;
      const count = messages().length;
      await ask(0, null, happening);
      if (messages().length !== count + 1) return problem("the owner was sent nothing");
      const verified = () => [...model.tokens.values()].filter((token) => token.verified.size > 0).length;
      const already = verified();
      await guess({ do: "guess", right: true, back: 0, key: null, times: 1 }, happening);
      if (verified() !== already + 1) problem("the owner did not get in");
    },
    outcome: () => ({
      calls,
      fullest: Math.max(0, ...model.windows.map(({ wrong }) => wrong)),
      longCodes,
      verified: [...model.tokens.values()].filter(({ verified }) => verified.size > 0).length,
    }),
  };
}

/** What happens in one round. */
interface Happening {
  faults: Fault[];
  threads: Op[][];
  /** The calls that guessed at a token. Calls with the same key and code count as one. */
  guessed: Map<string, Set<string>>;
  /** The idempotency keys of requests whose delivery failed. */
  failedKeys: string[];
}

const nothingYet = (faults: Fault[] = [], threads: Op[][] = []): Happening => ({
  faults,
  threads,
  guessed: new Map(),
  failedKeys: [],
});

/** Marks the tags of requests without a key. */
const KEYLESS = "keyless.";
/** Seconds that a token lives. */
const LIFE = 300;
const tagOf = (text: string) => text.split(" ")[1] ?? "";

/** The most charges of a round whose answers may have been lost. */
const untoldBy = (faults: Fault[]) =>
  faults
    .filter(({ kind, operation }) => UNTOLD.has(kind) && operation === "UpdateItem")
    .reduce((most, { times = 1 }) => most + times, 0);
