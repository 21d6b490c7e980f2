import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { HEAD_FIELDS } from "../../contract/event-fields.ts";
import { EVENTS } from "../../contract/events.ts";
import { accountCourse } from "./account-course.ts";
import { codeTo, newOperator, RESEND, REVOKE, ROTATE, UPDATE } from "./managed-clients.ts";
import { COOLDOWN, DAY, deviceOf, listedIds, owner } from "./owner.ts";
import { person } from "./person.ts";
import { FORGET, UNLOCK } from "./step-up.ts";
import { CANCEL, startTestService, type TestService, wrongFor } from "./support.ts";

/** Audit events: what the bus gets of everything that happens to tokens, known devices and API clients. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ budget: { guesses: 5 } });
});
beforeEach(() => service.advance(DAY));
afterAll(() => service.stop());

/** Gives the events of a subject or client, in the order in which they happened. */
async function eventsOf({ subject, clientId }: { subject?: string; clientId?: string }) {
  await service.streams.read();
  const filter = new URLSearchParams(subject ? { subject } : { clientId: clientId as string });
  const answer = await fetch(`${service.outputs.eventsUrl}.json?${filter}`);
  // biome-ignore lint/suspicious/noExplicitAny: each type of event has fields of its own
  return ((await answer.json()) as any[]).reverse();
}
const typesOf = (events: { type: string }[]) => events.map(({ type }) => type);

test("S33 asking, sending, guessing and the right code are an event each, with factor, purpose and result", async () => {
  const someone = person(service);
  const { id } = await someone.token({ purpose: "payment" });
  await someone.guessWrong(id, 2);
  await someone.check(id, someone.code());
  const events = await eventsOf(someone);
  expect(typesOf(events)).toEqual(["otp.requested", "otp.sent", "otp.rejected", "otp.rejected", "otp.verified"]);
  const common = {
    tenant: "role:shop",
    subject: someone.subject,
    operator: null,
    purpose: "payment",
    channel: "EMAIL",
  };
  const [first] = someone.subject;
  for (const event of events) {
    expect(event).toMatchObject({ ...common, tokenId: id, knownDevice: false, destination: `${first}•••@example.com` });
    expect(event.time).toBe(new Date(service.now()).toISOString());
  }
  expect(events[0]).toMatchObject({ resent: false, replacedTokenId: null, result: "SUCCESS" });
  expect(events[2]).toMatchObject({ attemptsRemaining: 4, result: "FAILURE", repeated: false, budgetSpent: false });
  expect(events[3]).toMatchObject({ attemptsRemaining: 3, result: "FAILURE" });
  expect(events[4]).toMatchObject({ result: "SUCCESS", repeated: false });
});

test("S33 a code that is sent again, a token that is replaced, and one that its backend cancels", async () => {
  const someone = person(service);
  const first = await someone.token();
  service.advance(COOLDOWN);
  await someone.token();
  service.advance(COOLDOWN);
  const second = await someone.token({ codeLength: 8 });
  await someone.cancel(second.id);
  const events = await eventsOf(someone);
  expect(typesOf(events.filter(({ type }) => type !== "otp.sent"))).toEqual([
    "otp.requested",
    "otp.requested",
    "otp.requested",
    "otp.canceled",
  ]);
  const [issued, resent, replaced] = events.filter(({ type }) => type === "otp.requested");
  expect(issued).toMatchObject({ tokenId: first.id, resent: false, replacedTokenId: null });
  expect(resent).toMatchObject({ tokenId: first.id, resent: true, replacedTokenId: null });
  expect(replaced).toMatchObject({ tokenId: second.id, resent: false, replacedTokenId: first.id });
});

test("S33 the last guess of the budget is told, and repeats of a used token's call are told as such", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  const code = someone.code();
  await someone.guessWrong(id, 3);
  await someone.check(id, code, { idempotencyKey: "k" });
  await someone.check(id, code, { idempotencyKey: "k" });
  await someone.check(id, wrongFor(code, 5), { idempotencyKey: "k" });
  const guesses = (await eventsOf(someone)).slice(2);
  expect(guesses.slice(3)).toMatchObject([
    { type: "otp.verified", repeated: false },
    { type: "otp.verified", repeated: true },
    { type: "otp.rejected", repeated: true, attemptsRemaining: 0, result: "FAILURE" },
  ]);
  const other = person(service);
  await other.guessWrong((await other.token()).id, 5);
  expect((await eventsOf(other)).at(-1)).toMatchObject({
    type: "otp.rejected",
    attemptsRemaining: 0,
    budgetSpent: true,
  });
});

test("S33 a message that is not allowed is withdrawn, and one that fails is a failure; the token before is not touched", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  service.advance(COOLDOWN);
  // The pattern of numbers takes it, and the plan of numbers, which the send function asks, does not.
  const { errors } = await someone.ask({ channel: "SMS", destination: "+12005550199" });
  expect(errors).toMatchObject([{ errorType: "InvalidInput" }]);
  const remove = service.messages.faults.inject({ operation: "SendEmail", errorType: "MessageRejected" });
  await someone.ask({ codeLength: 8 });
  remove();
  const events = await eventsOf(someone);
  expect(events).toMatchObject([
    { type: "otp.requested", tokenId: id },
    { type: "otp.sent", tokenId: id },
    { type: "otp.requested", replacedTokenId: id, channel: "SMS", destination: "+1••••••••99" },
    { type: "otp.withdrawn", tokenId: events[2].tokenId, channel: "SMS", result: "FAILURE" },
    { type: "otp.requested", replacedTokenId: id, result: "SUCCESS" },
    { type: "otp.failed", result: "FAILURE" },
  ]);
});

test("S33 what a known device does is told as such; devices are added, renewed, displaced and forgotten", async () => {
  const someone = owner(service);
  const tokens = [await someone.device(), await someone.device()];
  service.advance(DAY);
  tokens.push(await someone.device(), await someone.device());
  service.advance(DAY);
  const kept = await someone.device({ deviceToken: tokens[0] });
  tokens.push(await someone.device());
  const all = await eventsOf(someone);
  expect(all.filter(({ knownDevice }) => knownDevice).map(({ type }) => type)).toEqual([
    "otp.requested",
    "otp.sent",
    "otp.verified",
  ]);
  const events = all.filter(({ type }) => type.startsWith("device."));
  const [first, second] = listedIdsInOrder(tokens);
  expect(typesOf(events)).toEqual([
    ...Array(4).fill("device.added"),
    ...["device.renewed", "device.removed", "device.added"],
  ]);
  expect(events[4]).toMatchObject({ deviceId: first, type: "device.renewed" });
  expect(events[5]).toMatchObject({ deviceId: second, reason: "DISPLACED", operator: null });
  expect(kept).not.toBeNull();
  const told = JSON.stringify(all);
  for (const token of tokens) expect(told, "half of a device's id").not.toContain(deviceOf(token));
  const ofDevice = all.find(({ knownDevice }) => knownDevice);
  expect(ofDevice.tokenId).toMatch(new RegExp(`^login_1${first}_[0-9a-f]{64}$`));
});
const listedIdsInOrder = (tokens: string[]) => tokens.map((token) => listedIds(token)[0]);

test("S33 the operator who cancels, unlocks or forgets for somebody else is named, and nobody else ever is", async () => {
  const operator = await newOperator(service);
  const someone = owner(service);
  const { id } = await someone.token();
  const named = { subject: someone.subject, tenant: "role:shop" };
  await operator.done(CANCEL, { id, ...named });
  await operator.done(UNLOCK, named);
  await operator.done(FORGET, named);
  service.advance(COOLDOWN);
  await someone.device();
  const events = await eventsOf(someone);
  const sub = events[2].operator;
  expect(sub).toMatch(/^[0-9a-f-]{36}$/);
  expect(events.map(({ type, operator: by }) => [type, by])).toEqual([
    ["otp.requested", null],
    ["otp.sent", null],
    ["otp.canceled", sub],
    ["device.handed_over", sub],
    ["device.removed", sub],
    ["otp.requested", null],
    ["otp.sent", null],
    ["otp.verified", null],
    ["device.added", null],
  ]);
});

test("S33 a lane whose messages of the day are used up is told once, for backends' subjects, too", async () => {
  const someone = person(service);
  for (let n = 0; n < 20; n++) {
    await someone.token({ purpose: ["login", "payment"][n % 2] });
    service.advance(900);
  }
  const events = (await eventsOf(someone)).filter(({ type }) => type === "messages.exhausted");
  expect(events).toMatchObject([{ tenant: "role:shop", knownDevice: false, result: "FAILURE" }]);
  expect(events[0].day).toBe(events[0].time.slice(0, 10));
});

test("S33 the life of an API client: each change, who made it, and what was changed", async () => {
  const operator = await newOperator(service);
  const { client } = await operator.active();
  const change = { id: client.id };
  await operator.done(UPDATE, { ...change, dailySends: 7, name: "Shop" });
  await operator.done(ROTATE, { ...change, overlapSeconds: 60 });
  await operator.done(REVOKE, change);
  const events = await eventsOf({ clientId: client.id });
  expect(typesOf(events)).toEqual([
    ...["client.created", "client.activation_sent", "client.activated", "client.updated"],
    ...["client.secret_rotated", "client.revoked"],
  ]);
  const [{ operator: sub }] = events;
  expect(sub).toMatch(/^[0-9a-f-]{36}$/);
  expect(events.map(({ operator: by }) => by)).toEqual([sub, sub, null, sub, sub, sub]);
  expect(events[3]).toMatchObject({ changed: ["dailySends", "name"], name: "Shop" });
  expect(events[4]).toMatchObject({ previousValidUntil: new Date(service.now() + 60_000).toISOString() });
  expect(events[5]).toMatchObject({ status: "REVOKED", tenant: `client:${client.id}`, subject: null });
});

test("S33 another activation code is requested and sent, also within the second in which the client was made, and is another code", async () => {
  const operator = await newOperator(service);
  const email = "again@example.com";
  const { id } = await operator.create({ email });
  const codes = [codeTo(service, email)];
  for (let n = 0; n < 2; n++) {
    await operator.done(RESEND, { id });
    codes.push(codeTo(service, email));
  }
  expect(new Set(codes).size).toBe(3);
  expect(typesOf(await eventsOf({ clientId: id }))).toEqual([
    ...["client.created", "client.activation_sent"],
    ...["client.activation_requested", "client.activation_sent"],
    ...["client.activation_requested", "client.activation_sent"],
  ]);
});

test("S33 a reset password, the end of the hold that it left, and a changed address", async () => {
  const subject = await accountCourse(service);
  const events = (await eventsOf({ subject })).filter(({ type }) => type.startsWith("account."));
  expect(events).toMatchObject([
    { type: "account.password_changed", channel: "EMAIL", held: true },
    { type: "account.hold_lifted" },
    {
      type: "account.contact_changed",
      channel: "EMAIL",
      destination: expect.stringMatching(/^.•••@new\.example\.com$/),
    },
  ]);
});

test("every event has the fields that the reference lists for its type, and no others, and the result that it lists", async () => {
  await service.streams.read();
  const events = service.events.feed.list([]);
  const seen = new Set(events.map(({ type }) => type));
  expect(events.length).toBeGreaterThan(50);
  expect([...seen].sort()).toEqual(Object.keys(EVENTS).sort());
  for (const event of events) {
    const { fields, result } = EVENTS[event.type as keyof typeof EVENTS];
    expect(Object.keys(event).sort()).toEqual([...Object.keys(HEAD_FIELDS), ...fields].sort());
    expect(event).toMatchObject({ result, id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  }
});

test("S13 S33 no event has a whole address or number, a MAC, or a code", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  await someone.guessWrong(id, 1);
  const text = JSON.stringify(await eventsOf(someone));
  expect(text).not.toContain(someone.destination);
  expect(text).not.toContain(someone.code());
  expect(text).not.toMatch(/[A-Za-z0-9+/]{43}=/);
});
