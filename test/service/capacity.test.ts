import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newClient, signedCaller } from "./api-client.ts";
import { openFill } from "./fill.ts";
import { COOLDOWN, DAY, owner } from "./owner.ts";
import { LONG } from "./person.ts";
import { DEVICES, FORGET, stepUp, UNLOCK } from "./step-up.ts";
import { CANCEL, type Caller, codeIn, LIST, REQUEST, startTestService, type TestService, wrongFor } from "./support.ts";

/** What each operation costs in capacity units of DynamoDB, as the runtime counted it: `docs/costs-in-units.md` says the same. */

const VERIFY = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status } }";
const VERIFY_FOR_PROOF = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status proof } }";
const VERIFY_FOR_DATA = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status data } }";
/** Those that DynamoDB bills as reads. */
const READS = new Set(["BatchGetItem", "GetItem", "Query"]);

let service: TestService;
let backend: Caller;
/** What was done, to `{ calls, read, write }`. */
const counted = new Map<string, object>();

beforeAll(async () => {
  service = await startTestService();
  backend = service.backend();
  await countRequests();
  await countVerifications();
  await countCancelling();
  await countDevices();
  await countLists();
});
afterAll(() => service.stop());

/** Notes what the last request cost under a name. @param errorType that it must have ended with */
async function count(name: string, answering: ReturnType<Caller>, errorType?: string) {
  const answer = await answering;
  expect(answer.errors?.[0]?.errorType, name).toBe(errorType);
  let read = 0;
  let write = 0;
  const calls = service.traces.at(-1)?.calls ?? [];
  for (const { operation, capacityUnits, error } of calls) {
    // Of a write whose condition failed, only the reading again that follows is told.
    if (READS.has(operation) || error) read += capacityUnits;
    else write += capacityUnits;
  }
  counted.set(name, { calls: calls.length, read, write });
  return answer.data;
}

const to = (subject: string) => ({ channel: "EMAIL", subject, destination: `${subject}@example.com` });
const ask = (input: object) => backend(REQUEST, { input });
const codeTo = (subject: string) => codeIn(service.lastMessageTo(`${subject}@example.com`).text);
const idOf = (answer: { requestOtp: { token: { id: string } } }) => answer.requestOtp.token.id;

async function countRequests() {
  await count("`requestOtp`, the first of a subject", ask(to("asks")));
  await count("`requestOtp`, refused", ask(to("asks")), "Throttled");
  const user = await service.user();
  await count("`requestOtp`, the first of a user of the pool", user(REQUEST, { input: { channel: "EMAIL" } }));
  const keyed = { ...to("keyed"), idempotencyKey: "key" };
  await count("`requestOtp`, the first of a subject, with an idempotency key", ask(keyed));
  await count("`requestOtp`, by its idempotency key", ask(keyed));
  service.advance(31);
  await count("`requestOtp`, the same code again", ask(to("asks")));
  service.advance(31);
  await count("`requestOtp`, in place of an earlier token", ask({ ...to("asks"), codeLength: 8 }));
  const client = signedCaller(service, await newClient(service));
  await count(
    "`requestOtp`, the first of a subject, of a tenant with a daily budget",
    client(REQUEST, { input: to("asks") }),
  );
  await count("`requestOtp`, the first of a subject, with data", ask({ ...to("brings-data"), data: '"x"' }));
  await count("`requestOtp`, the first of a subject, with a message", ask({ ...to("words"), message: "{code}" }));
  const visitor = { address: "203.0.113.7", device: "d" };
  await count(
    "`requestOtp`, the first of a subject, with a visitor's address and device",
    ask({ ...to("visited"), visitor }),
  );
  await count("`requestOtp`, invalid", ask({ ...to("asks"), codeLength: 99 }), "InvalidInput");
}

async function countVerifications() {
  const verify = (name: string, input: object, query = VERIFY) => count(name, backend(query, { input }));
  const id = idOf((await ask(to("verifies"))).data);
  const subject = "verifies";
  const code = codeTo(subject);
  await verify("`verifyOtp`, wrong", { id, subject, code: wrongFor(code) });
  await verify("`verifyOtp`, right", { id, subject, code });
  await verify("`verifyOtp`, dead, unknown or out of attempts", { id, subject, code });
  const keyed = { id: idOf((await ask(to("repeats"))).data), subject: "repeats", idempotencyKey: "key" };
  const proven = { ...keyed, code: codeTo("repeats") };
  await backend(VERIFY, { input: proven });
  await verify("`verifyOtp`, right, its first repeat by its key", proven);
  await verify("`verifyOtp`, right, a later repeat by its key", proven);
  const unknown = { id: `login_${"0".repeat(64)}`, subject: "nobody", code };
  const dead = counted.get("`verifyOtp`, dead, unknown or out of attempts");
  await verify("unknown", unknown);
  expect(counted.get("unknown")).toEqual(dead);
  counted.delete("unknown");
  await verify("`verifyOtp`, of a text that is no id", { ...unknown, id: "login_unknown" });
  const withData = idOf((await ask({ ...to("verifies-data"), data: '"x"' })).data);
  const forData = { id: withData, subject: "verifies-data", code: codeTo("verifies-data") };
  await verify("`verifyOtp`, right, with `data` selected", forData, VERIFY_FOR_DATA);
  const forProof = { id: idOf((await ask(to("proves"))).data), subject: "proves", code: codeTo("proves") };
  await verify("`verifyOtp`, right, with `proof` selected", forProof, VERIFY_FOR_PROOF);
}

async function countCancelling() {
  const input = { id: idOf((await ask(to("cancels"))).data), subject: "cancels" };
  await count("`cancelOtp`", backend(CANCEL, { input }));
  await count("`cancelOtp`, dead or unknown", backend(CANCEL, { input }), "NotFound");
}

async function countDevices() {
  const someone = owner(service);
  const { subject, destination, caller } = someone;
  const code = () => codeIn(service.lastMessageTo(destination).text);
  const { id } = await someone.token();
  const made = await count("`verifyOtp`, right, with `deviceToken` selected, a new device", someone.check(id, code()));
  const { deviceToken } = made.verifyOtp;
  const inLane = async (more: object = {}) => {
    service.advance(31);
    return someone.ask({ deviceToken, ...more });
  };
  const own = idOf(await count("`requestOtp`, the first of a device", inLane()));
  await count("`verifyOtp`, right, with `deviceToken` selected, a known device", someone.check(own, code()));
  await count("`requestOtp`, of a device, in place of an earlier token", inLane());
  await count("`requestOtp`, of a device, in place of an earlier token, with data", inLane({ data: '"x"' }));
  await count(
    "`requestOtp`, with a forged device token",
    inLane({ deviceToken: deviceToken.replace(/[^.]*$/, `${"A".repeat(43)}=`) }),
  );
  const list = (filter: object) => caller(LIST, { filter: { subject, ...filter } });
  await count("`activeTokens` of a subject, with the token of a device", list({ deviceToken }));
  await count("`activeTokens` of a subject and its one device, for a backend", list({ includeDevices: true }));
  await count("`devices`", caller(DEVICES, { subject }));

  const { id: proving } = await someone.token({ purpose: "manage-account" });
  const selected = "`verifyOtp`, right, with `stepUpToken` selected";
  const proven = await count(selected, someone.check(proving, someone.code(LONG), {}, "stepUpToken"));
  const { stepUpToken } = proven.verifyOtp;
  await count("`forgetDevices`", caller(FORGET, { input: { subject, stepUpToken } }));
  await countFourthDevice();
  const operator = await service.operator();
  const input = { subject, tenant: "role:shop", stepUpToken: await stepUp(service, operator) };
  await count("`unlockSubject`", operator(UNLOCK, { input }));
}

/** The item of a person grows with the devices. */
async function countFourthDevice() {
  const someone = owner(service);
  await someone.device();
  await someone.device();
  service.advance(DAY);
  await someone.device();
  const { id } = await someone.token();
  const name = "`verifyOtp`, right, with `deviceToken` selected, the fourth device";
  await count(name, someone.check(id, someone.code()));
}

async function countLists() {
  const { fill, close } = await openFill(service);
  await fill(
    Array.from({ length: 800 }, (_, n) => ({
      tenant: "role:bank",
      subject: `listed-${1000 + n}`,
      state: "live" as const,
    })),
  );
  await close();
  const bank = service.backend(1);
  const operator = await service.operator();
  service.advance(COOLDOWN);
  const stepUpToken = await stepUp(service, operator);
  await count("`activeTokens` of a subject", (await service.user())(LIST));
  await count("`activeTokens` of a tenant, 25 on the page", bank(LIST));
  await count("`activeTokens` of a tenant, 100 on the page", bank(LIST, { limit: 100 }));
  // The pool's tokens are in a shard by chance, and until their end.
  service.advance(301);
  await count(
    "`activeTokens` of a tenant, an empty page, for an operator",
    operator(LIST, { filter: { stepUpToken } }),
  );
}

test("each operation consumes what the documentation says, unit by unit", () => {
  const page = readFileSync(new URL("../../docs/costs-in-units.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| (`.+?) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$/gm)];
  const documented = rows.map(([, name, calls, read, write]) => [
    name,
    { calls: Number(calls), read: Number(read), write: Number(write) },
  ]);
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(counted));
});

/**
 * What goes into a slot, as long as honest input can be expected to be: UUIDs for the subject and the keys, names of 16 characters for
 * backend and purpose, an address of 64, a payee of 64, data, and four idempotency keys, which have an item of their own.
 */
describe("a charge costs one write unit with the longest honest input", () => {
  const PURPOSE = "approve-transfer";
  const subject = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
  const destination = `${"n".repeat(32)}@${"d".repeat(23)}.example`;
  const transaction = { amount: "123,456,789.00", currency: "EUR", payee: "P".repeat(64) };
  const idempotencyKey = "9b2d1f5e-7c1a-4e0b-8f43-5a6d2c9e7b10";
  const verification = { subject, transaction };
  expect([PURPOSE.length, destination.length]).toEqual([16, 64]);
  let longest: TestService;
  let caller: Caller;
  /** The last token of each lane. */
  const last = new Map<string, { id: string; code: string }>();

  beforeAll(async () => {
    longest = await startTestService({
      backends: { OtpBackend: `b${"x".repeat(15)}` },
      purposes: ["login", PURPOSE],
      sends: { destination: { quarterHour: 20 } },
    });
    caller = longest.backend();
    const deviceToken = await owner(longest, { caller, subject, destination }).device();
    const input = { channel: "EMAIL", subject, purpose: PURPOSE, destination, transaction };
    // A device finds the key of a token in the common lane that is of use.
    for (const [lane, keys] of [[{}, "1234"] as const, [{ deviceToken }, "5678"] as const]) {
      let id = "";
      for (const n of keys) {
        const keyed = { ...input, data: `{"order":"1234${n}"}`, idempotencyKey: `${idempotencyKey.slice(1)}${n}` };
        id = idOf((await caller(REQUEST, { input: { ...keyed, ...lane } })).data);
        longest.advance(31);
      }
      const code = codeIn(longest.lastMessageTo(destination).text);
      last.set("deviceToken" in lane ? "a device's" : "the common", { id, code });
    }
  });
  afterAll(() => longest.stop());

  test.each([
    ["wrong", "the common"],
    ["right", "the common"],
    ["wrong", "a device's"],
    ["right", "a device's"],
  ])("a %s guess in %s lane", async (which, lane) => {
    const { id, code } = last.get(lane) as { id: string; code: string };
    expect(id.includes("_1-_")).toBe(lane === "the common");
    const guess = which === "right" ? code : wrongFor(code);
    const key = which === "right" ? idempotencyKey : idempotencyKey.toUpperCase();
    const { data } = await caller(VERIFY, { input: { ...verification, id, code: guess, idempotencyKey: key } });
    expect(data.verifyOtp.status).toBe(which === "right" ? "VERIFIED" : "WRONG_CODE");
    const [charge] = (longest.traces.at(-1)?.calls ?? []).filter(({ operation }) => operation === "UpdateItem");
    expect(charge?.capacityUnits).toBe(1);
  });
});
