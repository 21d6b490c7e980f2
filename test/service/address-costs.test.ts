import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LIMITS } from "../../contract/limits.ts";
import { STEP_UP_PURPOSES } from "../../contract/step-up.ts";
import { REGION } from "../../local/service/index.ts";
import { DEFAULTS } from "../../settings/schema.ts";
import { prices, rowsOf, textOf } from "../support/page-tables.ts";
import { newClient, signedCaller } from "./api-client.ts";
import { openFill } from "./fill.ts";
import { keyHolder } from "./managed-clients.ts";
import { COOLDOWN, owner } from "./owner.ts";
import { person, toNextWindow } from "./person.ts";
import { addPoolUser } from "./pool-user.ts";
import { NEW_PASSWORD } from "./resets.ts";
import { stepUp } from "./step-up.ts";
import { type Caller, codeIn, iamCaller, REQUEST, startTestService, type TestService, VERIFY } from "./support.ts";

/**
 * S43: what the dearest requests that the limits allow cost, counted on the running service, and what one address can so spend in a
 * day at the firewall's rate. The table of docs/send-limits.md has to say the same.
 */

/** An id that has the form of one, so that KMS and the table are asked. */
const UNKNOWN = `login_1-_${"0123456789abcdef".repeat(4)}`;
const aliases = Array.from({ length: LIMITS.resolverCount }, (_, n) => `a${n}`);
const all = (field: string) => aliases.map((alias) => `${alias}: ${field}`).join(" ");
/** As many fields of a token as may be selected beside `items`. @param field the longest that the listed tokens have */
const fieldsOf = (field: string) =>
  Array.from({ length: LIMITS.selectedFields - 1 }, (_, n) => `i${n}: ${field}`).join(" ");

const requestOtp = (selected: string) =>
  `mutation ($input: RequestOtpInput!) { ${all(`requestOtp(input: $input) ${selected}`)} }`;
const verifyOtp = `mutation ($input: VerifyOtpInput!) { ${all("verifyOtp(input: $input) { status }")} }`;
const list = (args: string, field = "subject") =>
  `query${args.includes("$") ? " ($filter: ActiveTokensFilter)" : ""} { ${all(`activeTokens${args} { items { ...I } }`)} } fragment I on OtpToken { ${fieldsOf(field)} }`;

const unlockSubject = `mutation ($input: UnlockSubjectInput!) { ${all("unlockSubject(input: $input) { deviceToken }")} }`;

const activate = `mutation ($input: ActivateApiClientInput!) { ${all("activateApiClient(input: $input) { keyId }")} }`;

const requestResets = `mutation (${aliases.map((alias) => `$${alias}: RequestPasswordResetInput!`).join(", ")}) { ${aliases
  .map((alias) => `${alias}: requestPasswordReset(input: $${alias}) { id }`)
  .join(" ")} }`;
const base64 = (text: string) => Buffer.from(text).toString("base64");
/** It has the whole form of a user's, so that KMS is asked. */
const FORGED_DEVICE = {
  channel: "EMAIL",
  deviceToken: `device_1.${base64("pool")}.${base64("01234567-0123-4123-8123-0123456789ab")}.${"0".repeat(32)}.1793491200.${"A".repeat(43)}=`,
};

/** As much as requestOtp takes in one field: 2,048 bytes. */
const DATA = JSON.stringify("d".repeat(2_046));
/** It has the form of a number in an allowed country, and only the send function knows that there is no such number. */
const NO_NUMBER = "+1202555014";
/** 256 characters, which is as long as a subject may be, of three bytes each. @param n tells subjects apart */
const longSubject = (n = 0) => `${n}`.padStart(256, LONG_CHARACTER);
const LONG_CHARACTER = "\uFDFA";
/** An address of 254 characters, which is as long as one may be. */
const LONG_ADDRESS = `u@${["a", "b", "c"].map((letter) => letter.repeat(63)).join(".")}.${"d".repeat(56)}.com`;
/** What requests with the longest idempotency keys give: a lane remembers four. */
const longKeys = [1, 2, 3, 4].map((n) => ({
  codeLength: 6 + n,
  idempotencyKey: `${n}`.padStart(128, LONG_CHARACTER),
  transaction: { amount: "123,456,789.000", currency: "EUR", payee: LONG_CHARACTER.repeat(64) },
}));

let service: TestService;
/** Whoever has the API key. */
let anybody: Caller;
let user: Caller;
let bank: Caller;
const counted: string[][] = [];

beforeAll(async () => {
  service = await startTestService();
  anybody = keyHolder(service);
  bank = service.backend(1);
  await count(
    "nobody: with a token that proves nothing",
    service.holder("nobody"),
    "{ activeTokens { nextToken } }",
    {},
  );
  const forger = { accessKeyId: "AKIASTRANGE", secretAccessKey: "strange" };
  const forged = iamCaller(service.outputs.graphqlUrl, REGION, forger, service.now, service.keep);
  await count("nobody: with a signature that proves nothing", forged, "{ activeTokens { nextToken } }", {});
  await count("nobody: `activateApiClient` with the API key and a code that is made up", anybody, activate, {
    input: { id: "0123456789abcdef", activationCode: "0".repeat(26) },
  });
  await count(
    "nobody: `requestPasswordReset` of five names, each with a forged device token",
    anybody,
    requestResets,
    Object.fromEntries(aliases.map((alias) => [alias, { username: `${alias}@example.com`, ...FORGED_DEVICE }])),
  );
  await count(
    "nobody: `resetPassword` of random ids",
    anybody,
    `mutation ($input: ResetPasswordInput!) { ${all("resetPassword(input: $input) { status }")} }`,
    {
      input: {
        id: UNKNOWN.replace("login", "password-reset"),
        username: LONG_ADDRESS,
        code: "0".repeat(12),
        newPassword: NEW_PASSWORD,
      },
    },
  );
  const made = { clientId: "0".repeat(16), secretVersion: 1, secret: "guessed" };
  await count(
    "nobody: as an API client that does not exist",
    signedCaller(service, made),
    "{ activeTokens { nextToken } }",
    {},
    REFUSED_BY_AUTHORIZER,
  );
  const { email } = await addPoolUser(service, { email: LONG_ADDRESS });
  user = await service.user(email);
  const deviceToken = await newDevice(user, email);
  for (const input of longKeys) {
    for (const lane of [{}, { deviceToken }]) await user(REQUEST, { input: { channel: "EMAIL", ...input, ...lane } });
    service.advance(COOLDOWN);
  }
  toNextWindow(service);
  user = await service.user(email);
  const id = (await user(REQUEST, { input: { channel: "EMAIL", data: DATA } })).data.requestOtp.token.id;
  const code = codeIn(service.lastMessageTo(email).text);
  for (const purpose of ["payment", "verify-contact", ...STEP_UP_PURPOSES]) {
    for (const lane of [{}, { deviceToken }]) await user(REQUEST, { input: { channel: "EMAIL", purpose, ...lane } });
  }
  const refused = { channel: "EMAIL", data: DATA, idempotencyKey: "other", deviceToken };
  await user(REQUEST, { input: refused });
  await count("a user: `requestOtp` with `data` and a device token, refused", user, requestOtp("{ token { id } }"), {
    input: { ...refused, idempotencyKey: "another" },
  });
  await count("a user: `verifyOtp` of random ids", user, verifyOtp, { input: { id: UNKNOWN, code } });
  await count("a user: `activeTokens` with a device token", user, list("(filter: $filter)", "destination"), {
    filter: { deviceToken },
  });
  const proven = { id, code, idempotencyKey: "key" };
  await user(VERIFY, { input: proven });
  await user(VERIFY, { input: proven });
  await count("a user: `verifyOtp` of a used token, repeated by its key", user, verifyOtp, { input: proven });

  const toNobody = "`requestOtp` with all that there is to give, to a number that nobody has";
  const bankInput = await everything(bank);
  await count(`a backend: ${toNobody}`, bank, requestOtp("{ token { id } }"), { input: bankInput });
  const client = signedCaller(service, await newClient(service));
  const clientInput = await everything(client);
  await count(
    `an API client: ${toNobody}`,
    client,
    requestOtp("{ token { id } }"),
    { input: clientInput },
    LET_IN_BY_AUTHORIZER,
  );
  const { fill, close } = await openFill(service);
  await fill(
    Array.from({ length: 800 }, (_, n) => ({ tenant: "role:bank", subject: longSubject(n), state: "live" as const })),
  );
  await close();
  await count("a backend: `activeTokens`, 100 on each page", bank, list("(limit: 100)"), {});
  const operator = await service.operator();
  const stepUpToken = await stepUp(service, operator);
  const helped = { input: { subject: "somebody", stepUpToken } };
  await operator(unlockSubject, helped);
  const everybody = { filter: { tenant: "role:bank", stepUpToken } };
  const listing = list("(filter: $filter, limit: 100)");
  await count("an operator: `activeTokens`, 100 on each page", operator, listing, everybody);
  await count("an operator: `unlockSubject` of somebody with four devices", operator, unlockSubject, helped);
  user = await service.user();
});
afterAll(() => service.stop(false));

/**
 * Makes somebody with a known device, whose lanes remember the longest keys.
 *
 * @returns all that there is to give to requestOtp. Without the device token the visitor would be counted, which costs a little less
 */
async function everything(caller: Caller): Promise<object> {
  const someone = owner(service, { caller, subject: longSubject(), destination: LONG_ADDRESS });
  const deviceToken = await someone.device();
  for (const input of longKeys) {
    await someone.token({ ...input, deviceToken });
    // A known device finds the keys of the common lane, so these are others.
    await someone.token({ ...input, idempotencyKey: `\uFDFB${input.idempotencyKey.slice(1)}` });
  }
  toNextWindow(service);
  const visitor = { address: "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", device: LONG_CHARACTER.repeat(256) };
  return {
    ...{ channel: "SMS", subject: someone.subject, destination: NO_NUMBER, data: DATA, visitor },
    ...{ ...longKeys[0], deviceToken, idempotencyKey: LONG_CHARACTER.repeat(128) },
  };
}

const VERIFY_FOR_DEVICE = "mutation ($input: VerifyOtpInput!) { verifyOtp(input: $input) { deviceToken } }";
/** Makes a user's client a known device. @returns its token */
async function newDevice(caller: Caller, email: string): Promise<string> {
  const asked = await caller(REQUEST, { input: { channel: "EMAIL", purpose: "payment" } });
  const input = { id: asked.data.requestOtp.token.id, code: codeIn(service.lastMessageTo(email).text) };
  return (await caller(VERIFY_FOR_DEVICE, { input })).data.verifyOtp.deviceToken;
}

/** DynamoDB bills a write whose condition fails, and reports only the reading again. A slot is below 1 KB. */
const FAILED_WRITE = 1;
const READS = new Set(["BatchGetItem", "GetItem", "Query"]);
/** The GB-seconds that docs/costs.md counts for one message; a request that sends none takes less. */
const SEND_GB_SECONDS = 0.1;
/** KB that WAF logs of one request (docs/costs.md). */
const LOG_KB = 1.5;
const DAY_WINDOWS = (24 * 60) / 5;

/** What the authorizer calls before it refuses a request, and what that costs, as test/functions/authorizer.test.ts counts it; no trace has it. */
const REFUSED_BY_AUTHORIZER = { kms: 1, read: 1, write: 0, lambda: 1 };
/** The same for a request that it lets in, whose secret it knows already. */
const LET_IN_BY_AUTHORIZER = { kms: 0, read: 1, write: 1, lambda: 1 };
/** What the reset function calls for each name, as test/service/password-reset-alike.test.ts counts it. */
const FOLLOW_UP = { kms: 2, write: 2 };
const NOTHING = { kms: 0, read: 0, write: 0, lambda: 0 };

const events = () => service.events.feed.list([]).length;

/** Counts what a request costs into a row of the table. @param judged what the authorizer has called */
async function count(name: string, caller: Caller, query: string, variables: object, judged = NOTHING): Promise<void> {
  await service.streams.read();
  const before = { traces: service.traces.length, answers: service.answers.length, events: events() };
  await caller(query, variables);
  await service.streams.read();
  expect(Buffer.byteLength(JSON.stringify({ query, variables })), name).toBeLessThanOrEqual(LIMITS.bodyBytes);
  const calls = service.traces.slice(before.traces).flatMap((trace) => trace.calls);
  const of = (dataSource: string) => calls.filter((call) => call.dataSource === dataSource).length;
  const followUps = of("Reset");
  const kms = of("Kms") + judged.kms + followUps * FOLLOW_UP.kms;
  const lambda = of("Send") + judged.lambda + followUps;
  let [read, write] = [judged.read, judged.write + followUps * FOLLOW_UP.write];
  for (const { operation, capacityUnits, error } of calls) {
    if (READS.has(operation) || error) read += capacityUnits;
    else write += capacityUnits;
    if (error && operation === "UpdateItem") write += FAILED_WRITE;
  }
  const kilobytes = Math.ceil(Buffer.byteLength(service.answers[before.answers] as string) / 1_000);
  const signed = /^a backend|signature|API client/.test(name);
  const { publicRequestsPerAddress, requestsPerAddress, signedRequestsPerAddress } = DEFAULTS.stages.prod.firewall;
  const unsigned = caller === anybody ? publicRequestsPerAddress : requestsPerAddress;
  const requests = (signed ? signedRequestsPerAddress : unsigned) * DAY_WINDOWS;
  const dollars = priceOf([
    ["AppSync, operations", 1],
    ["WAF, requests", 1],
    ["X-Ray, traces", 1],
    ["CloudWatch, KB of logs", LOG_KB],
    ["AppSync, KB of answers", kilobytes],
    ["KMS, requests", kms],
    ["DynamoDB, read units", read],
    ["DynamoDB, write units", write],
    ["EventBridge, events", events() - before.events],
    ["EventBridge, KB archived", events() - before.events],
    ["Lambda, invocations", lambda],
    ["Lambda, GB-seconds", lambda * SEND_GB_SECONDS],
  ]);
  const units = [kms, read, write, lambda, kilobytes].map(String);
  counted.push([name, ...units, (dollars * 1_000_000).toFixed(0), (dollars * requests).toFixed(0)]);
}

const price = prices();
function priceOf(parts: [part: string, count: number][]): number {
  return parts.reduce((sum, [part, times]) => {
    const one = price.get(part);
    if (one === undefined) throw new Error(`docs/costs.md has no price of "${part}"`);
    return sum + one * times;
  }, 0);
}

test("S43 docs/send-limits.md says what the dearest requests cost, as it is counted here", () => {
  const names = counted.map(([name]) => name);
  expect(rowsOf("send-limits.md").filter(([name = ""]) => names.includes(name))).toEqual(counted);
  const page = textOf("send-limits.md").replace(/\s+/g, " ");
  const { publicRequestsPerAddress, requestsPerAddress, signedRequestsPerAddress } = DEFAULTS.stages.prod.firewall;
  expect(page).toContain(`at most ${LIMITS.resolverCount} resolvers`);
  expect(page).toContain(`at most ${LIMITS.selectedFields} fields`);
  expect(page).toContain(`above ${requestsPerAddress.toLocaleString("en-US")} requests in five minutes`);
  expect(page).toContain(`above ${signedRequestsPerAddress.toLocaleString("en-US")} if they are signed`);
  expect(page).toContain(`above ${publicRequestsPerAddress} with the API key`);
});

describe("S43 a selection of more fields than the limit is refused before anything is called:", () => {
  const fields = (count: number) => Array.from({ length: count }, (_, n) => `i${n}: id`).join(" ");
  const asked: [name: string, query: (count: number) => string, variables: () => object][] = [
    ["activeTokens", (n) => `{ activeTokens { items { ${fields(n - 1)} } } }`, () => ({})],
    [
      "requestOtp",
      (n) => `mutation ($input: RequestOtpInput!) { requestOtp(input: $input) { token { ${fields(n - 1)} } } }`,
      () => ({ input: { channel: "EMAIL", purpose: "login" } }),
    ],
    [
      "verifyOtp",
      (n) => `mutation ($input: VerifyOtpInput!) { verifyOtp(input: $input) { token { ${fields(n - 1)} } } }`,
      () => ({ input: { id: UNKNOWN, code: "123456" } }),
    ],
    [
      "cancelOtp",
      (n) => `mutation ($input: CancelOtpInput!) { cancelOtp(input: $input) { token { ${fields(n - 1)} } } }`,
      () => ({ input: { id: UNKNOWN } }),
    ],
  ];

  test.each(asked)("%s", async (_, query, variables) => {
    const before = service.traces.length;
    const { errors } = await user(query(LIMITS.selectedFields + 1), variables());
    expect(errors).toMatchObject([
      { errorType: "InvalidInput", errorInfo: { field: "selection", reason: "TOO_MANY_FIELDS" } },
    ]);
    expect(service.traces.slice(before).flatMap(({ calls }) => calls)).toEqual([]);
    await user(query(LIMITS.selectedFields), variables());
    expect(service.traces.slice(before).flatMap(({ calls }) => calls)).not.toEqual([]);
  });

  test("everything that there is can be selected at once, with __typename everywhere", async () => {
    const someone = person(service);
    const { errors } = await service.backend()(REQUEST.replaceAll("{ ", "{ __typename "), {
      input: { channel: "EMAIL", subject: someone.subject, destination: someone.destination },
    });
    expect(errors).toBeUndefined();
  });
});
