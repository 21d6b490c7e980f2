import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { person } from "./person.ts";
import { CANCEL, type Caller, LIST, REQUEST, startTestService, type TestService, VERIFY, wrongFor } from "./support.ts";

/**
 * S12: dead, foreign and unknown ids are indistinguishable, both by the bytes of the answer and by the work for it: the same calls
 * of the same data sources in the same order, at the same cost. (Times are not measured: they follow from the calls, and a test
 * of them would test the machine.)
 */

const COOLDOWN = 30;
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ sends: { subject: { quarterHour: 50, day: 100 } } });
});
afterAll(() => service.stop());

/** Everything about a request that its caller or somebody with access to the metrics could see. */
async function seen(caller: Caller, query: string, variables: object) {
  await caller(query, variables);
  const calls = service.traces.at(-1)?.calls ?? [];
  return {
    answer: service.answers.at(-1) as string,
    calls: calls.map(({ milliseconds: _, error, ...call }) => ({ ...call, ...(error && { error: withoutId(error) }) })),
  };
}

/** DynamoDB names each request by an id of its own, of which nothing reaches a caller. */
const withoutId = ({ type, message }: { type: string; message: string }) => ({
  type,
  message: message.replace(/Request ID: \w+/, "Request ID: its own"),
});

/** An id that its caller cannot use, and the right code for it. */
interface Useless {
  caller: Caller;
  id: string;
  subject: string;
  code: string;
}

async function uselessIds(): Promise<Record<string, Useless>> {
  const [shop, bank] = [service.backend(), service.backend(1)];
  const made: Record<string, Useless> = {};
  const add = (name: string, id: string, subject: string, code = "123456", caller = shop) => {
    made[name] = { caller, id, subject, code };
  };

  const owner = person(service);
  const { id } = await owner.token();
  const other = person(service);
  const others = await other.token();
  const payment = await owner.token({ purpose: "payment" });
  const never = `login_${"0".repeat(64)}`;
  add("never given, of somebody with a live one", never, owner.subject);
  add("never given, of nobody", never, "nobody");
  add("live, of another subject", others.id, owner.subject, other.code());
  add("live, of a subject that is none", others.id, "nobody", other.code());
  add("live, of another tenant", others.id, other.subject, other.code(), bank);
  add("live, under another purpose", payment.id.replace("payment", "login"), owner.subject, owner.code());
  add("live, under a purpose that is none", id.replace("login", "lunch"), owner.subject);

  const replaced = person(service);
  const old = await replaced.token();
  const oldCode = replaced.code();
  service.advance(COOLDOWN);
  await replaced.token({ codeLength: 7 });
  add("replaced", old.id, replaced.subject, oldCode);

  const used = person(service);
  const usedToken = await used.token();
  await used.check(usedToken.id, used.code());
  add("used", usedToken.id, used.subject, used.code());

  const cancelled = person(service);
  const ended = await cancelled.token();
  await cancelled.cancel(ended.id);
  add("cancelled", ended.id, cancelled.subject, cancelled.code());

  const failed = person(service);
  const remove = service.kms.faults.inject({ operation: "GenerateMac", status: 500 });
  await failed.ask();
  remove();
  const { items } = (await shop(LIST, { filter: { subject: failed.subject } })).data.activeTokens;
  add("whose message was never made", items[0].id, failed.subject);
  return made;
}

async function expiredId(): Promise<Useless> {
  const someone = person(service);
  const { id } = await someone.token();
  const code = someone.code();
  service.advance(301);
  return { caller: service.backend(), id, subject: someone.subject, code };
}

describe("an id that its caller cannot use", () => {
  let ids: Record<string, Useless>;
  beforeAll(async () => {
    const expired = await expiredId();
    ids = { ...(await uselessIds()), expired };
  });

  test("S12 is EXPIRED for verifyOtp with a right or wrong code: same bytes, same calls, same cost", async () => {
    const all: Record<string, object> = {};
    for (const [name, { caller, id, subject, code }] of Object.entries(ids)) {
      for (const guess of [code, wrongFor(code)]) {
        all[`${name}, ${guess === code}`] = await seen(caller, VERIFY, { input: { id, subject, code: guess } });
      }
    }
    const [first] = Object.values(all);
    expect(first).toMatchObject({
      answer: '{"data":{"verifyOtp":{"status":"EXPIRED","attemptsRemaining":0,"token":null,"data":null}}}',
      calls: [
        { dataSource: "Kms" },
        { dataSource: "Tokens", error: { type: expect.stringContaining("ConditionalCheck") } },
      ],
    });
    for (const [name, each] of Object.entries(all)) expect(each, name).toEqual(first);
  });

  test("S12 is NotFound for cancelOtp: same bytes, same calls, same cost", async () => {
    const all: Record<string, object> = {};
    for (const [name, { caller, id, subject }] of Object.entries(ids)) {
      // This one can be cancelled, because its owner may end a token whose message never came.
      if (name === "whose message was never made") continue;
      all[name] = await seen(caller, CANCEL, { input: { id, subject } });
    }
    const [first] = Object.values(all);
    expect(first).toMatchObject({
      answer: expect.stringMatching(/^\{"data":\{"cancelOtp":null\},"errors":\[.*"errorType":"NotFound"/),
      calls: [{ dataSource: "Tokens", operation: "UpdateItem" }],
    });
    for (const [name, each] of Object.entries(all)) expect(each, name).toEqual(first);
  });

  test("S12 S43 a text of another form than an id's is answered in the same bytes, and no call is made for it", async () => {
    const caller = service.backend();
    const never = `login_${"0".repeat(64)}`;
    const bytes = async (query: string, input: object) => (await seen(caller, query, { input })).answer;
    for (const text of ["x", "login_1", `${never}0`]) {
      const verified = { subject: "nobody", code: "123456" };
      expect(await bytes(VERIFY, { ...verified, id: text })).toBe(await bytes(VERIFY, { ...verified, id: never }));
      expect(await seen(caller, VERIFY, { input: { ...verified, id: text } })).toMatchObject({ calls: [] });
      expect(await bytes(CANCEL, { subject: "nobody", id: text })).toBe(
        await bytes(CANCEL, { subject: "nobody", id: never }),
      );
      expect(await seen(caller, CANCEL, { input: { subject: "nobody", id: text } })).toMatchObject({ calls: [] });
    }
  });

  test("S12 is told nothing of by a code that could not be one: nothing is called at all, for a live id either", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const live = await seen(service.backend(), VERIFY, { input: { id, subject: someone.subject, code: "12345" } });
    expect(live.calls).toEqual([]);
    for (const each of Object.values(ids)) {
      const { caller, ...input } = each;
      expect(await seen(caller, VERIFY, { input: { ...input, code: "12345" } })).toEqual(live);
    }
  });
});

test("S12 a signed-in user learns nothing of another's live token, nor of a backend's, from its id and its right code", async () => {
  const user = await service.user();
  const operator = await service.operator();
  const theirs = (await operator(REQUEST, { input: { channel: "EMAIL" } })).data.requestOtp.token;
  const backends = person(service);
  const token = await backends.token();
  const theirCode = /\b\d{6}\b/.exec(service.lastMessageTo("admin@example.com").text)?.[0] as string;
  const unknown = await seen(user, VERIFY, { input: { id: `login_${"0".repeat(64)}`, code: "123456" } });
  expect(await seen(user, VERIFY, { input: { id: theirs.id, code: theirCode } })).toEqual(unknown);
  expect(await seen(user, VERIFY, { input: { id: token.id, code: backends.code() } })).toEqual(unknown);
  const gone = await seen(user, CANCEL, { input: { id: `login_${"0".repeat(64)}` } });
  expect(await seen(user, CANCEL, { input: { id: theirs.id } })).toEqual(gone);
  expect((await operator(VERIFY, { input: { id: theirs.id, code: theirCode } })).data.verifyOtp.status).toBe(
    "VERIFIED",
  );
});

test("S12 a list is the same for an unknown subject, for one whose tokens are dead, and for another tenant's", async () => {
  const { subject } = await expiredId();
  const live = person(service);
  await live.token();
  const nobody = await seen(service.backend(), LIST, { filter: { subject: "nobody" } });
  expect(JSON.parse(nobody.answer)).toEqual({ data: { activeTokens: { items: [], nextToken: null } } });
  expect(await seen(service.backend(), LIST, { filter: { subject } })).toEqual(nobody);
  expect(await seen(service.backend(1), LIST, { filter: { subject: live.subject } })).toEqual(nobody);
});

test("S12 requestOtp answers known and unknown subjects alike: the same bytes except for ids and times", async () => {
  const known = person(service, { subject: "s-known", destination: "x-known@example.com" });
  const { id } = await known.token();
  await known.check(id, known.code());
  // On another day, because the limits in the answer show a backend how many messages it has sent.
  service.advance(24 * 60 * 60);
  const input = { channel: "EMAIL", destination: "x-known@example.com", subject: "s-known" };
  const blank = ({ answer, calls }: Awaited<ReturnType<typeof seen>>) => ({
    answer: answer.replaceAll(/login_1-_[0-9a-f]{64}|\d{4}-\d\d-\d\dT[\d:.]+Z|(s|x)-(known|novel)/g, "..."),
    // Capacity units are left out: callers cannot see them, and replacing an index entry costs one more than adding it.
    calls: calls.map(({ capacityUnits: _, ...call }) => call),
  });
  const again = blank(await seen(service.backend(), REQUEST, { input }));
  const unknown = { channel: "EMAIL", destination: "x-novel@example.com", subject: "s-novel" };
  expect(blank(await seen(service.backend(), REQUEST, { input: unknown }))).toEqual(again);
});
