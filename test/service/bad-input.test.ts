import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { times } from "../support/thorough.ts";
import { documentsOf } from "./fuzz/documents.ts";
import { type IllTyped, illTypedMutation, illTypedQuery } from "./fuzz/ill-typed.ts";
import { illTypedVariable } from "./fuzz/ill-typed-variables.ts";
import { type Asked, type Bad, badRequest, type CallerKind } from "./fuzz/requests.ts";
import { anyText, WRONG } from "./fuzz/values.ts";
import { dump, person } from "./person.ts";
import { type Answer, type Caller, REQUEST, startTestService, type TestService, VERIFY } from "./support.ts";

/** S37: for any bad input the error is on the closed list, names what is wrong, shows nothing internal, and nothing is done. */

/** All runs are the same; a failure names its seed and the smallest failing input. */
const SEED = 20261121;
const REQUESTS = times(1_000, 10_000);

let service: TestService;
let callers: Record<CallerKind, Caller>;
let before: unknown;

beforeAll(async () => {
  service = await startTestService();
  callers = {
    backend: service.backend(),
    user: await service.user(),
    operator: await service.operator(),
  };
  await person(service).token({ data: '{"there":"before"}' });
  before = await dump(service);
});
afterAll(() => service.stop());

const INTERNALS =
  /\n\s+at |node_modules|file:|\.[cm]?[jt]s\b|\/(tmp|home|usr|var|root|work)\/|arn:|AKIA|DynamoDB|KMS|Lambda|\bTokens\b|alias\/|#sends|\b(pk|sk|activeShard|revision|codeMac|attempts|maxAttempts|guessesUsed|guessCost|windowEndsAt|lastGuessMac|lastRequestKey|repeatedGuessMacs|sentAt|ttl|made|cameBack|handedOver|forgottenAt|signedOutBefore|held|windowsFrom|lanesOpened|changedBy|canceledBy|shortCodesFrom)\b/;

/** Checks everything in an answer besides its data. */
function expectNothingInternal({ errors }: Answer) {
  const said = JSON.stringify(
    (errors ?? []).map(({ message, errorType, errorInfo }) => [message, errorType, errorInfo]),
  );
  expect(said).not.toMatch(INTERNALS);
  expect(said).not.toMatch(/Internal/);
}

type Entry = NonNullable<Answer["errors"]>[number];

/** Asks everything in as few requests as possible, and gives each its answer. */
async function ask<Each extends Asked>(
  asked: readonly Each[],
  see: (each: Each, data: unknown, errors: Entry[]) => void,
): Promise<void> {
  for (const document of documentsOf(asked)) {
    const answer = await callers[document.caller](document.query, document.variables);
    expectNothingInternal(answer);
    for (const [alias, n] of document.asked) {
      const errors = answer.errors?.filter(({ path }) => (path as string[] | null)?.[0] === alias) ?? [];
      see(asked[n] as Each, answer.data?.[alias], errors);
    }
  }
}

/** Compares without `expect`, because ten thousand calls of it take longer than the requests. */
function isRefusal({ expected }: Bad, data: unknown, errors: Entry[]): boolean {
  const [error, ...more] = errors;
  if (data !== null || !error || more.length > 0 || error.errorType !== expected.errorType) return false;
  if (!("field" in expected)) return true;
  const { field, reason, ...rest } = error.errorInfo;
  return (
    field === expected.field &&
    /^[A-Z_]+$/.test(reason) &&
    Object.keys(rest).length === 0 &&
    error.message.startsWith(`${field}: `)
  );
}

function expectRefusal(bad: Bad, data: unknown, errors: Entry[]) {
  if (!isRefusal(bad, data, errors)) expect({ data, errors }, JSON.stringify(bad)).toEqual(bad.expected);
}

const UNKNOWN_PAGE = "DynamoDB:UserIllegalArgumentException";
const callsSince = (first: number) => service.traces.slice(first).flatMap(({ calls }) => calls);

async function expectNothingDone() {
  expect(await dump(service)).toEqual(before);
  expect(service.messages.inbox.list()).toHaveLength(1);
}

describe("bad input that the schema accepts and the steps refuse", () => {
  test(`S37: of ${REQUESTS.toLocaleString("en")} requests each gets an error that names the wrong field; nothing is called, written or sent`, async () => {
    const first = service.traces.length;
    let runs = 0;
    const requests = fc.array(badRequest, { minLength: 1, maxLength: 600, size: "max" });
    await fc.assert(
      fc.asyncProperty(requests, async (bad) => {
        runs += bad.length;
        await ask(bad, expectRefusal);
      }),
      { seed: SEED, numRuns: times(4, 40) },
    );
    expect(runs).toBeGreaterThanOrEqual(REQUESTS);
    // A page token is opened by AppSync itself, before it asks the table.
    for (const { error, capacityUnits } of callsSince(first)) {
      expect({ type: error?.type, capacityUnits }).toEqual({ type: UNKNOWN_PAGE, capacityUnits: 0 });
    }
    await expectNothingDone();
  }, 120_000);
});

describe("what the schema refuses", () => {
  /** Writes one line for each field, so that the location of an error shows its field. */
  async function expectRefused(kind: "mutation" | "query", fields: IllTyped[]) {
    for (let from = 0; from < fields.length; from += 40) {
      const some = fields.slice(from, from + 40);
      const lines = some.map(({ text }, n) => `f${n}:${text}`);
      const answer = await callers.backend(`${kind}{\n${lines.join("\n")}\n}`);
      expectNothingInternal(answer);
      expect(answer.data).toBeNull();
      for (const [n, { names, text }] of some.entries()) {
        const about = (answer.errors as (Entry & { locations: { line: number }[] })[]).filter(({ locations }) =>
          locations.some(({ line }) => line === n + 2),
        );
        expect(about, text).not.toEqual([]);
        expect(about.map(({ message }) => message).join(), text).toMatch(new RegExp(`\\b${names}\\b`));
      }
    }
  }

  test.each([
    ["mutation", illTypedMutation],
    ["query", illTypedQuery],
  ] as const)(
    "S37: literals of another type, unknown and missing fields, duplicate keys in a %s",
    async (kind, arbitrary) => {
      const first = service.traces.length;
      await fc.assert(
        fc.asyncProperty(fc.array(arbitrary, { minLength: 1, maxLength: 30, size: "max" }), (fields) =>
          expectRefused(kind, fields),
        ),
        { seed: SEED, numRuns: times(15, 60) },
      );
      expect(service.traces).toHaveLength(first);
      await expectNothingDone();
    },
  );

  test("S37: for variables of another type AppSync's error names the variable, and shows nothing internal", async () => {
    const first = service.traces.length;
    await fc.assert(
      fc.asyncProperty(illTypedVariable, async ({ query, input }) => {
        const answer = await callers.backend(query, { input });
        expectNothingInternal(answer);
        expect(answer.data).toBeNull();
        expect(answer.errors).toHaveLength(1);
        expect(answer.errors?.[0]?.message).toMatch(/^Variable 'input' |^The variables input contains a field name /);
      }),
      { seed: SEED, numRuns: times(100, 300) },
    );
    expect(service.traces).toHaveLength(first);
  });
});

describe("ids that do not exist", () => {
  const shown = (text: string) => fc.constantFrom(text, ...variantsOf(text));
  const anyId = fc.oneof(
    anyText(1, 128),
    fc.constantFrom(
      "login",
      "login_",
      "_",
      "__proto__",
      "#sends#0",
      "login#data",
      "login_0#data",
      " ",
      "\u0000",
      "login_\u0000",
    ),
    fc.constantFrom(
      "漢".repeat(128),
      "🦊".repeat(64),
      `${"x".repeat(31)}🦊_1`,
      `${"x".repeat(32)}_1`,
      `${"漢".repeat(32)}_1`,
    ),
  );

  test("S12, S37: any text as an id is EXPIRED for verifyOtp and NotFound for cancelOtp, and changes nothing", async () => {
    const { id } = (await dump(service)).map((item) => ({ id: item.id?.S })).find((item) => item.id) as { id: string };
    const ids = fc.array(fc.oneof(anyId, shown(id)), { minLength: 1, maxLength: 60, size: "max" });
    const subject = fc.constantFrom("nobody", "s-1", "漢".repeat(256));
    await fc.assert(
      fc.asyncProperty(ids, subject, async (some, whose) => {
        const verified = some.map((each) => asked("verifyOtp", { id: each, subject: whose, code: "123456" }));
        await ask(verified, (_, data, errors) => {
          expect(errors).toEqual([]);
          expect(data).toEqual({ status: "EXPIRED", attemptsRemaining: 0, token: null });
        });
        const cancelled = some.map((each) => asked("cancelOtp", { id: each, subject: whose }));
        await ask(cancelled, (_, data, errors) => {
          expect(data).toBeNull();
          expect(errors).toMatchObject([{ errorType: "NotFound" }]);
        });
      }),
      { seed: SEED, numRuns: times(3, 12) },
    );
    await expectNothingDone();
  });
});

describe("odd but valid input", () => {
  const visible = (maxLength: number) => anyText(1, maxLength).filter((each) => !/\p{Cc}/u.test(each));

  test("gets the right answer with any characters in subject, key, device token, data and text", async () => {
    const backend = service.backend();
    const input = fc.record({
      subject: visible(200),
      idempotencyKey: anyText(1, 128),
      deviceToken: WRONG.claimToken,
      data: fc.jsonValue({ maxDepth: 4 }).filter((value) => value !== null && JSON.stringify(value).length < 600),
      before: visible(200),
      after: visible(200),
    });
    let n = 0;
    await fc.assert(
      fc.asyncProperty(input, async ({ subject: given, idempotencyKey, deviceToken, data, before: head, after }) => {
        n += 1;
        const subject = `${given}${n}`;
        const destination = `${"x".repeat(60)}${n}@${"y".repeat(60)}.${"z".repeat(60)}.example`;
        const message = `${head.replaceAll("{code}", "")} {code} ${after.replaceAll("{code}", "")}`;
        const texts = { data: JSON.stringify(data), message };
        const asking = { channel: "EMAIL", subject, destination, idempotencyKey, deviceToken, ...texts };
        const first = await backend(REQUEST, { input: asking });
        expect(first.errors).toBeUndefined();
        const { token } = first.data.requestOtp;
        expect(token).toMatchObject({ subject, status: "SENT" });
        const again = await backend(REQUEST, { input: asking });
        expect(again.data.requestOtp.token).toEqual(token);
        const { text: sent } = service.lastMessageTo(destination);
        // Messages are sent composed (NFC).
        const [start, end] = message.normalize("NFC").split("{code}") as [string, string];
        const code = sent.slice(start.length, start.length + 6);
        expect(sent).toBe(`${start}${code}${end}`);
        const answer = await backend(VERIFY, { input: { id: token.id, subject, code } });
        expect(answer.errors).toBeUndefined();
        expect(answer.data.verifyOtp.status).toBe("VERIFIED");
        expect(JSON.parse(answer.data.verifyOtp.data)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
      { seed: SEED, numRuns: times(20, 60) },
    );
  });
});

/** Ids that differ from a live one as little as possible. */
const variantsOf = (id: string) => [
  id.toUpperCase(),
  `${id} `,
  ` ${id}`,
  `${id}\u0000`,
  `${id}\u200b`,
  id.slice(0, -1),
  id.replace("login", "payment"),
  id.replace("_", "__"),
  id.replace("login", "l\u043egin"),
  `${id}#data`,
  encodeURIComponent(`${id}%`),
];

const asked = (operation: Asked["operation"], input: object): Asked => ({
  caller: "backend",
  operation,
  args: { input },
});
