import {
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { type AttributeValue, DynamoDB } from "@aws-sdk/client-dynamodb";
import { gate } from "appsync-local/language";
import { iamPrincipal } from "appsync-local/testing";
import fc from "fast-check";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { REGION } from "../../local/service/index.ts";
import { bundleResolvers } from "../../resolvers/bundle.ts";
import { settingsFrom } from "../../settings/read.ts";
import type { MailboxRule } from "../../settings/schema.ts";
import { contextOf, stepOf } from "../resolvers/steps.ts";
import { times } from "../support/thorough.ts";
import { freshNumber, LONG, person, toNextWindow } from "./person.ts";
import { type Caller, REQUEST, startTestService, type TestService } from "./support.ts";

/** Who can spend what of whose messages, from the attacker's side. `docs/send-limits.md` says what it all comes to. */

const QUARTER = 15 * 60;
const DAY = 24 * 60 * 60;
const SEED = 20_261_121;
/** Enough that a subject's cooldowns do not stand in the way of its counter. */
const PURPOSES = Array.from({ length: 10 }, (_, n) => `p${n}`);
const SMS = "SMS";

let service: TestService;
let cognito: CognitoIdentityProviderClient;
let table: DynamoDB;
beforeAll(async () => {
  service = await startTestService({
    purposes: ["login", ...PURPOSES],
    budget: { guesses: 5, deviceGuesses: 1 },
    destinations: {
      allow: [
        { prefix: "+1", country: "US" },
        { prefix: "+1345", country: "KY" },
        { prefix: "+1416", country: "CA" },
        { prefix: "+44", country: "GB" },
        { prefix: "+447911", country: "GG" },
        { prefix: "+49", country: "DE" },
        { prefix: "+49151", country: "DE" },
      ],
      deny: [...settingsFrom({}).destinations.deny, "+4915"],
    },
  });
  const { cognitoUrl, dynamodbUrl } = service.outputs;
  const ours = { region: REGION, credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" } };
  cognito = new CognitoIdentityProviderClient({ ...ours, endpoint: cognitoUrl });
  table = new DynamoDB({ ...ours, endpoint: dynamodbUrl });
});
/** Each test begins at the start of a quarter of an hour. */
beforeEach(() => toNextWindow(service, QUARTER));
afterAll(async () => {
  cognito.destroy();
  table.destroy();
  await service.stop();
});

const refusal = (limit: string, retryAfterSeconds?: number) => [
  { errorType: "Throttled", errorInfo: { limit, ...(retryAfterSeconds && { retryAfterSeconds }) } },
];
const notAllowed = [{ errorType: "DestinationNotAllowed" }];
type Answer = Awaited<ReturnType<Caller>>;
const errorTypes = (answers: Answer[]) => new Set(answers.flatMap(({ errors = [] }) => errors.map((e) => e.errorType)));
const sentOf = (answers: Answer[]) => answers.filter(({ errors }) => errors === undefined).length;
/** What the last request asked of data sources. */
const callsMade = () => service.traces.at(-1)?.calls.map(({ dataSource }) => dataSource);
const messagesTo = (to: string) => service.messages.inbox.list().filter((message) => message.to === to).length;
/** Everybody else's request for one destination: a subject of its own each time. */
const strangers = (count: number, given: Parameters<typeof person>[1]) =>
  Promise.all(Array.from({ length: count }, () => person(service, given).ask()));

/** What stands in the table for a subject or a destination of the first backend, but for the count of the slots' writes. */
async function itemsOf(kind: "s" | "d", name: string): Promise<Record<string, AttributeValue>[]> {
  const { Items = [] } = await table.query({
    TableName: "Tokens",
    ConsistentRead: true,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: `role:shop|${kind}|${name}` } },
  });
  return Items.map(({ revision: _, ...item }) => item);
}
/** Whether somebody's slot and counters, and those of a destination, are there and say nothing was sent. */
async function expectNothingSpent(subject: string, destination: string): Promise<void> {
  for (const { total, live } of [...(await itemsOf("s", subject)), ...(await itemsOf("d", destination))]) {
    expect([total?.N ?? "0", live?.BOOL ?? false]).toEqual(["0", false]);
  }
}

const secondsInto = (window: number) => Math.floor(service.now() / 1000) % window;
/** Moves to so many seconds before the end of a window. */
const toLastSeconds = (window: number, seconds: number) => {
  toNextWindow(service, window);
  service.advance(window - seconds);
};

/** Somebody of the pool, whose verified number is this one. */
async function userWithNumber(number: string): Promise<Caller> {
  const UserAttributes = [
    { Name: "phone_number", Value: number },
    { Name: "phone_number_verified", Value: "true" },
  ];
  const { userPoolId: UserPoolId } = service.outputs;
  await cognito.send(
    new AdminUpdateUserAttributesCommand({ UserPoolId, Username: "user@example.com", UserAttributes }),
  );
  return service.user();
}

describe("S19 toll fraud", () => {
  const KNOWN_BY_PREFIX = [
    ["a country that is not listed", "+5355512345"],
    ["a satellite network", "+881612345678"],
    ["an international premium rate", "+979123456789"],
    ["Jamaica, denied under the United States' +1", "+18765551234"],
    ["the Dominican Republic, likewise", "+18095551234"],
    ["the Cayman Islands, allowed and denied by one prefix", "+13455551234"],
    ["a prefix denied above a longer one that is allowed", "+4915112345678"],
  ] as const;
  const KNOWN_BY_FUNCTION = [
    ["a premium rate of the United States", "+19005551234"],
    ["a premium rate of Great Britain", "+449098790123"],
    ["a shared cost number of Great Britain", "+448431234567"],
    ["Jersey, under Great Britain's prefix", "+447797712345"],
    ["Manitoba, under the United States' prefix", "+12042345678"],
    ["Great Britain, under a longer prefix that names Guernsey", "+447911023456"],
    ["no number at all", "+14165550"],
  ] as const;

  test.each(KNOWN_BY_PREFIX)(
    "by a backend is refused before anything is read, written or sent: %s",
    async (_, destination) => {
      const { errors } = await person(service, { channel: SMS, destination }).ask();
      expect(errors).toMatchObject(notAllowed);
      expect(callsMade()).toEqual([]);
    },
  );

  test("by a user with such a number as the verified claim is refused in the same way", async () => {
    const user = await userWithNumber("+18765551234");
    expect((await user(REQUEST, { input: { channel: SMS } })).errors).toMatchObject(notAllowed);
    expect(callsMade()).toEqual([]);
  });

  test.each(KNOWN_BY_FUNCTION)(
    "found by the send function leaves slot, cooldown and counters unchanged: %s",
    async (_, destination) => {
      const someone = person(service);
      const { id } = await someone.token();
      service.advance(30);
      const before = await itemsOf("s", someone.subject);
      const { errors } = await someone.ask({ channel: SMS, destination });
      expect(["DestinationNotAllowed", "InvalidInput"]).toContain(errors?.[0]?.errorType);
      expect(messagesTo(destination)).toBe(0);
      expect(await itemsOf("s", someone.subject)).toEqual(before);
      await expectNothingSpent("nobody", destination);
      expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
    },
  );

  test("the same for a user", async () => {
    const user = await userWithNumber("+449098790123");
    expect((await user(REQUEST, { input: { channel: SMS } })).errors).toMatchObject(notAllowed);
    expect(callsMade()).toEqual(["Tokens", "Tokens", "Send", "Tokens"]);
    const { errors } = await (await userWithNumber("+12025550123"))(REQUEST, { input: { channel: SMS } });
    expect(errors).toBeUndefined();
  });

  test.each([
    ["Toronto's names Canada, where +1 names the United States", "+14162345678"],
    ["+447911 names Guernsey, where +44 names Great Britain", "+447911123456"],
  ])("the longest allowed prefix wins: %s", async (_, destination) => {
    expect((await person(service, { channel: SMS, destination }).ask()).errors).toBeUndefined();
    expect(messagesTo(destination)).toBe(1);
  });

  test("a hundred refused requests use up none of the five messages of a quarter of an hour", async () => {
    const someone = person(service);
    const numbers = [...KNOWN_BY_PREFIX, ...KNOWN_BY_FUNCTION].map(([, number]) => number);
    const orders = Array.from({ length: 100 }, (_, n) => numbers[n % numbers.length] as string);
    await Promise.all(
      orders.map((destination, n) => someone.ask({ channel: SMS, destination, purpose: PURPOSES[n % 10] })),
    );
    const answers = [];
    for (const purpose of PURPOSES) answers.push(await someone.ask({ purpose }));
    expect(sentOf(answers)).toBe(5);
    expect(messagesTo(someone.destination)).toBe(5);
  });
});

describe("S20 one number has one spelling", () => {
  const number = "+12025550199";
  const digits = number.slice(1);
  const spellings = [
    ...[
      "+1 202 555 0199",
      "+1-202-555-0199",
      "+1.202.555.0199",
      "+1(202)5550199",
      "+1/2025550199",
      "+1\u00a02025550199",
    ],
    ...[
      digits,
      `00${digits}`,
      `011${digits}`,
      `++${digits}`,
      `+00${digits}`,
      `+1${digits}`,
      "+1012025550199",
      "+102025550199",
    ],
    ...[
      "2025550199",
      "02025550199",
      `tel:${number}`,
      `sip:${number}@example.com`,
      `${number};ext=1`,
      `${number},1`,
      `${number}x1`,
    ],
    ...[
      ` ${number}`,
      `${number} `,
      `${number}\n`,
      `\n${number}`,
      `${number}\t`,
      `${number}\u0000`,
      `${number}#`,
      `${number}1`,
    ],
    ...[`${number}\u200b`, `\u200e${number}`, `\u202a${number}\u202c`, `\ufeff${number}`, `+\u2060${digits}`],
    ...[
      "\uff0b\uff11\uff12\uff10\uff12\uff15\uff15\uff15\uff10\uff11\uff19\uff19",
      "+1202555019\uff19",
      "+1202555019\u0669",
    ],
    ...[
      "+\u0661\u0662\u0660\u0662\u0665\u0665\u0665\u0660\u0661\u0669\u0669",
      "+1202555019\u{1d7d7}",
      `${number}\u0301`,
    ],
    ...[`${number},+12025550198`, `${number};+12025550198`, `["${number}"]`, ""],
  ];

  test("spaces, signs, prefixes, other digits and invisible characters are InvalidInput, and use up no limit", async () => {
    for (const destination of spellings) {
      const someone = person(service, { channel: SMS, destination });
      const { errors } = await someone.ask();
      const told = JSON.stringify(destination);
      expect(errors, told).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "destination" } }]);
      if (!/^\+[1-9][0-9]{6,14}$/.test(destination)) expect(callsMade(), told).toEqual([]);
      await expectNothingSpent(someone.subject, destination);
    }
    await expectNothingSpent("nobody", number);
  });

  test.each([
    [
      "Great Britain's trunk zero",
      "+442079460123",
      ["+44(0)2079460123", "+4402079460123", "+44002079460123", "0044 20 7946 0123"],
    ],
    ["Germany's trunk zero", "+49301234567", ["+490301234567", "+4900301234567", "+49 (0)30 1234567", "0049301234567"]],
  ])("%s does not make a second number", async (_, normal, others) => {
    for (const destination of others) {
      const { errors } = await person(service, { channel: SMS, destination }).ask();
      expect(errors, destination).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "destination" } }]);
    }
    expect((await person(service, { channel: SMS, destination: normal }).ask()).errors).toBeUndefined();
  });

  test("no variant of a number with characters added, removed or swapped reaches it past its counter", async () => {
    await strangers(5, { channel: SMS, destination: number });
    expect(messagesTo(number)).toBe(5);
    const REFUSALS = ["Throttled", "InvalidInput", "DestinationNotAllowed"];
    const pieces = fc.constantFrom(
      ..." 0123456789+-().,;#*pwx\u00a0\u200b\u200e\uff0b\uff10\u0660\u0000",
      "00",
      "011",
      "ext",
      "+1",
    );
    const edit = fc.record({
      at: fc.nat(number.length),
      out: fc.constantFrom(0, 0, 1),
      put: fc.oneof(pieces, fc.constant("")),
    });
    const edited = fc
      .array(edit, { minLength: 1, maxLength: 3 })
      .map((edits) => edits.reduce((text, { at, out, put }) => text.slice(0, at) + put + text.slice(at + out), number));
    await fc.assert(
      fc.asyncProperty(edited, async (destination) => {
        const { errors } = await person(service, { channel: SMS, destination }).ask();
        for (const { errorType } of errors ?? []) expect(REFUSALS).toContain(errorType);
        // Other digits may make another's number; then this has to be that one's only spelling.
        const reached = errors ? null : parsePhoneNumberFromString(destination)?.number;
        expect([null, destination]).toContain(reached);
        expect(reached).not.toBe(number);
      }),
      { seed: SEED, numRuns: times(40, 150) },
    );
    expect(messagesTo(number)).toBe(5);
  });
});

const HANDLERS = stepOf("requestOtp/requestOtp");
const FIRST = stepOf("requestOtp/macFingerprint");
/** What the messages to an address are counted under, by the step that finds it out. */
function countedUnder(destination: string, email?: MailboxRule[]): string {
  const first = email ? stepOf("requestOtp/macFingerprint", settingsFrom({ destinations: { email } })) : FIRST;
  const caller = iamPrincipal({ userArn: "arn:aws:sts::123456789012:assumed-role/shop-backend/session" });
  const channel = destination.includes("@") ? "EMAIL" : "SMS";
  const ctx = contextOf({ caller, args: { input: { channel, subject: "s", destination } } });
  HANDLERS.request(ctx);
  first.request(ctx);
  return (ctx.stash.otpRequest as { mailbox: string }).mailbox;
}

describe("S20 one mailbox has one counter", () => {
  test.each([
    [
      "victim@gmail.com",
      [
        "v.i.c.t.i.m@gmail.com",
        "victim+1@gmail.com",
        "vic.tim+a+b.c@googlemail.com",
        "victim..@gmail.com",
        "victim+@gmail.com",
      ],
    ],
    ["victim@icloud.com", ["victim+1@icloud.com", "victim@me.com", "victim+x@mac.com"]],
    ["victim@proton.me", ["vic.tim@proton.me", "vic-tim@protonmail.com", "vic_tim+1@pm.me"]],
    ["victim@fastmail.com", ["victim+1@fastmail.com", "shop@victim.fastmail.com", "a+b@x.victim.fastmail.com"]],
    ["victim@outlook.com", ["victim+1@outlook.com"]],
    ["victim@company.example", ["victim+1@company.example", "victim+1+2@company.example"]],
  ])("%s", (mailbox, spellings) => {
    for (const spelling of [mailbox, ...spellings]) expect(countedUnder(spelling), spelling).toBe(mailbox);
  });

  test.each([
    ["vic.tim@outlook.com", "victim@outlook.com"],
    ["victim@outlook.com", "victim@hotmail.com"],
    ["victim@fastmail.com", "victim@fastmail.fm"],
    ["vic-tim@gmail.com", "victim@gmail.com"],
    ["victim@gmail.com", "victim@mail.gmail.com"],
    ["victim@gmail.com", "victim@notgmail.com"],
    ["victim@victim.fastmail.com.example", "victim@fastmail.com"],
    ["+one@company.example", "+two@company.example"],
  ])("%s and %s are two mailboxes", (one, other) => {
    expect(countedUnder(one)).not.toBe(countedUnder(other));
  });

  test("the providers' rules come from the settings", () => {
    const rules: MailboxRule[] = [
      { domains: ["one.example", "uno.example"], as: "one.example", separator: "-", ignored: "_" },
      { domains: ["two.example"], subdomains: true },
    ];
    expect(countedUnder("v_ictim-shop@uno.example", rules)).toBe("victim@one.example");
    expect(countedUnder("any@victim.two.example", rules)).toBe("victim@two.example");
    for (const same of ["victim+1@two.example", "v.ictim+1@gmail.com"]) expect(countedUnder(same, rules)).toBe(same);
    expect(countedUnder("v.ictim+1@gmail.com", [])).toBe("v.ictim+1@gmail.com");
  });

  test("the steps with other rules baked in stay within APPSYNC_JS", () => {
    const email = [{ domains: ["a.example", "b.example"], as: "a.example" }];
    expect(gate(bundleResolvers(settingsFrom({ destinations: { email } })))).toEqual([]);
  });

  test("messages to many spellings share one limit, and each goes to the address as it was given", async () => {
    const spelled = ["v.i.c.tim+1", "victim+2", "VICTIM", "vic.tim+x.y", "v+victim"].map((name) => `${name}@gmail.com`);
    spelled[4] = "victim+5@googlemail.com";
    for (const destination of spelled) {
      await person(service, { destination }).token();
      expect(messagesTo(destination.toLowerCase())).toBe(1);
    }
    const { errors } = await person(service, { destination: "vi.ctim+6@gmail.com" }).ask();
    expect(errors).toMatchObject(refusal("DESTINATION", QUARTER));
    await person(service, { destination: "victims@gmail.com" }).token();
  });

  test("for a slot another spelling is another address: a new code replaces the old one", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const code = someone.code();
    service.advance(30);
    const spelled = `${someone.subject}+1@example.com`;
    const other = await someone.token({ destination: spelled });
    expect(other.id).not.toBe(id);
    expect((await someone.check(id, code)).status).toBe("EXPIRED");
    expect(messagesTo(spelled)).toBe(1);
  });

  test("S06 the guess budget ignores spellings: after its five wrong guesses over four spellings codes are long", async () => {
    const subject = "spelled";
    for (const [destination, left, wrong] of [
      ["s.pelled@gmail.com", 5, 2],
      ["spelled+1@gmail.com", 3, 1],
      ["SPELLED@gmail.com", 2, 1],
      ["spelled@googlemail.com", 1, 1],
    ] as const) {
      const someone = person(service, { subject, destination: destination.toLowerCase() });
      const { id, attemptsRemaining } = await someone.token();
      expect(attemptsRemaining).toBe(left);
      await someone.guessWrong(id, wrong);
      service.advance(30);
    }
    const someone = person(service, { subject, destination: "spe.lled+5@gmail.com" });
    expect(await someone.token()).toMatchObject({ codeLength: 12, alphabet: "ALPHANUMERIC" });
    expect(someone.code(LONG)).toHaveLength(12);
    service.advance(30);
    expect((await someone.ask({ purpose: "p0" })).errors).toMatchObject(refusal("SUBJECT"));
  });
});

describe("S20 bombing one victim", () => {
  test("a hundred subjects at once: five messages a quarter of an hour, twenty a day", async () => {
    toNextWindow(service, DAY);
    const given = { channel: SMS, destination: freshNumber() };
    const crowds = [100, 30, 30, 3, 30, 30];
    const expected = [5, 10, 15, 18, 20, 20];
    for (const [quarter, crowd] of crowds.entries()) {
      const answers = await strangers(crowd, given);
      // Who lost a race may ask again: the limit is reached, and not passed.
      for (let n = 0; n < 3; n++) if (crowd > 3) answers.push(await person(service, given).ask());
      expect(messagesTo(given.destination)).toBe(expected[quarter]);
      expect(sentOf(answers)).toBe((expected[quarter] ?? 0) - (expected[quarter - 1] ?? 0));
      for (const type of errorTypes(answers)) expect(["Throttled", "Conflict"]).toContain(type);
      service.advance(QUARTER);
    }
    expect((await person(service, given).ask()).errors).toMatchObject(refusal("DESTINATION", DAY - 6 * QUARTER));
    toNextWindow(service, DAY);
    expect((await person(service, given).ask()).errors).toBeUndefined();
  });

  test("one subject, a hundred requests at once over ten purposes and a hundred addresses: its own counter holds", async () => {
    const someone = person(service);
    const asking = Array.from({ length: 100 }, (_, n) =>
      someone.ask({ purpose: PURPOSES[n % 10], destination: `n${n}@${someone.subject}.example` }),
    );
    const answers = await Promise.all(asking);
    for (const purpose of PURPOSES) answers.push(await someone.ask({ purpose }));
    expect(sentOf(answers)).toBe(5);
    for (const type of errorTypes(answers)) expect(["Throttled", "Conflict"]).toContain(type);
    const counters = (await itemsOf("s", someone.subject)).filter(({ sk }) => sk?.S?.startsWith("#sends#"));
    expect(counters).toMatchObject([{ total: { N: "5" } }]);
  });

  test("a tenant uses up no limit of another tenant or of the pool: victim and subject have counters in each", async () => {
    const number = "+12025550123";
    const victim = await userWithNumber(number);
    const { subject } = (await victim(REQUEST, { input: { channel: "EMAIL" } })).data.requestOtp.token;
    const shop = { subject, channel: SMS, destination: number, caller: service.backend(0) };
    for (const purpose of PURPOSES.slice(0, 5)) await person(service, shop).token({ purpose });
    expect((await person(service, shop).ask({ purpose: "p5" })).errors).toMatchObject(refusal("SUBJECT"));
    expect((await person(service, { ...shop, subject: "x" }).ask()).errors).toMatchObject(refusal("DESTINATION"));
    const bank = await person(service, { ...shop, caller: service.backend(1) }).ask();
    const own = await victim(REQUEST, { input: { channel: SMS, purpose: "p0" } });
    expect(bank.data.requestOtp.limits.slice(2)).toMatchObject([
      { name: "SUBJECT", remaining: 4 },
      { name: "DESTINATION", remaining: 4 },
    ]);
    expect(own.data.requestOtp.limits.slice(2)).toMatchObject([
      { name: "SUBJECT", remaining: 3 },
      { name: "DESTINATION", remaining: 4 },
    ]);
  });

  test("a user cannot use up another user's limit: naming them is Unauthorized and nothing is called, even for operators", async () => {
    const user = await service.user();
    const operator = await service.operator();
    const { subject } = (await operator(REQUEST, { input: { channel: "EMAIL", purpose: "p1" } })).data.requestOtp.token;
    const mine = (await user(REQUEST, { input: { channel: "EMAIL", purpose: "p1" } })).data.requestOtp.token.subject;
    for (const [caller, named] of [
      [user, subject],
      [operator, mine],
    ] as const) {
      const { errors } = await caller(REQUEST, { input: { channel: "EMAIL", purpose: "p2", subject: named } });
      expect(errors).toMatchObject([{ errorType: "Unauthorized" }]);
      expect(callsMade()).toEqual([]);
    }
  });
});

describe("S20 the windows are fixed", () => {
  test("at the end of a quarter of an hour ten messages go out in two seconds, and then no more until the next one ends", async () => {
    toLastSeconds(QUARTER, 1);
    const given = { channel: SMS, destination: freshNumber() };
    expect(sentOf(await strangers(6, given))).toBe(5);
    expect((await person(service, given).ask()).errors).toMatchObject(refusal("DESTINATION", 1));
    service.advance(1);
    expect(sentOf(await strangers(6, given))).toBe(5);
    expect((await person(service, given).ask()).errors).toMatchObject(refusal("DESTINATION", QUARTER));
    service.advance(QUARTER - 1);
    expect((await person(service, given).ask()).errors).toMatchObject(refusal("DESTINATION", 1));
  });

  test("around midnight forty messages go out in two hours, and then no more for the rest of the day", async () => {
    toLastSeconds(DAY, 3600);
    const given = { channel: SMS, destination: freshNumber() };
    const perQuarter = [];
    for (let quarter = 0; quarter < 9; quarter++) {
      perQuarter.push(sentOf(await strangers(6, given)));
      service.advance(QUARTER);
    }
    expect(perQuarter).toEqual([5, 5, 5, 5, 5, 5, 5, 5, 0]);
    expect((await person(service, given).ask()).errors).toMatchObject(refusal("DESTINATION", DAY - 5 * QUARTER));
  });

  test("a day's limit that is used up in the last second ends with the day", async () => {
    toLastSeconds(DAY, 3 * QUARTER + 1);
    const given = { channel: SMS, destination: freshNumber() };
    for (let quarter = 0; quarter < 4; quarter++) {
      expect(sentOf(await strangers(6, given))).toBe(5);
      if (quarter < 3) service.advance(QUARTER);
    }
    expect((await person(service, given).ask()).errors).toMatchObject(refusal("DESTINATION", 1));
    service.advance(1);
    expect(secondsInto(DAY)).toBe(0);
    expect((await person(service, given).ask()).errors).toBeUndefined();
  });
});

type Somebody = ReturnType<typeof person>;

describe("S20 retryAfterSeconds is exact: a second earlier is refused, and refusals do not extend the wait", () => {
  const elsewhere = (n: number) => ({ purpose: PURPOSES[n], destination: `${n}@elsewhere.example` });
  test.each<[string, number, (someone: Somebody) => Promise<unknown>]>([
    ["COOLDOWN", 30, (someone) => someone.token()],
    [
      "TOKEN",
      180, // a minute of life left is the least that is sent again: 300 - 60 + 1, of which 61 are over
      async (someone) => {
        for (const wait of [30, 31, 0]) {
          await someone.token();
          service.advance(wait);
        }
      },
    ],
    [
      "SUBJECT",
      QUARTER - 100,
      async (someone) => {
        for (let n = 0; n < 5; n++) await someone.token(elsewhere(n));
        service.advance(100);
      },
    ],
    [
      "SUBJECT",
      DAY - 4 * QUARTER,
      async (someone) => {
        for (let n = 0; n < 20; n++) {
          await someone.token({ ...elsewhere(n % 10), destination: `${n}@${someone.subject}.example` });
          if (n % 5 === 4) service.advance(QUARTER);
        }
      },
    ],
    ["DESTINATION", QUARTER, async ({ destination }) => strangers(5, { destination })],
    [
      "DESTINATION",
      DAY - 4 * QUARTER,
      async ({ destination }) => {
        for (let quarter = 0; quarter < 4; quarter++) {
          await strangers(5, { destination });
          service.advance(QUARTER);
        }
      },
    ],
    [
      "DESTINATION",
      QUARTER - 5,
      async (someone) => {
        await strangers(4, { destination: someone.destination });
        service.advance(5);
        await someone.token();
      },
    ],
  ])("%s: %d s", async (limit, seconds, spend) => {
    toNextWindow(service, DAY);
    const someone = person(service);
    await spend(someone);
    const standing = async () => [
      ...(await itemsOf("s", someone.subject)),
      ...(await itemsOf("d", someone.destination)),
    ];
    const before = await standing();
    expect(before.length).toBeGreaterThan(0);
    for (let n = 0; n < 3; n++) expect((await someone.ask()).errors).toMatchObject(refusal(limit, seconds));
    service.advance(seconds - 1);
    expect((await someone.ask()).errors).toMatchObject(refusal(limit, 1));
    expect(await standing()).toEqual(before);
    service.advance(1);
    expect((await someone.ask()).errors).toBeUndefined();
  });

  test("for a crowd at random times, by a model that counts", async () => {
    const order = fc.record({
      wait: fc.constantFrom(0, 0, 1, 7, 29, 30, 200, 899, 900, 3_600, 20_000),
      who: fc.nat(2),
      purpose: fc.nat(3),
      to: fc.nat(2),
    });
    const spelled = ["one@gmail.com", "o.n.e+x@googlemail.com", "two@example.com"];
    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: 60, maxLength: 60 }), async (orders) => {
        const run = crypto.randomUUID();
        const sent: { at: number; subject: string; purpose: number; mailbox: string }[] = [];
        for (const [nth, { wait, who, purpose, to }] of orders.entries()) {
          service.advance(wait);
          const at = Math.floor(service.now() / 1000);
          const subject = `${run}-${who}`;
          const destination = `${run.slice(0, 8)}${spelled[to]}`;
          const mailbox = to < 2 ? "one" : "two";
          const count = (same: (one: (typeof sent)[number]) => boolean, window: number) =>
            sent.filter((one) => same(one) && Math.floor(one.at / window) === Math.floor(at / window)).length;
          const waitOf = (same: (one: (typeof sent)[number]) => boolean) => {
            if (count(same, DAY) >= 20) return DAY - (at % DAY);
            return count(same, QUARTER) >= 5 ? QUARTER - (at % QUARTER) : 0;
          };
          const last = sent.findLast((one) => one.subject === subject && one.purpose === purpose);
          const waits = [
            waitOf((one) => one.subject === subject),
            waitOf((one) => one.mailbox === mailbox),
            last ? last.at + 30 - at : 0,
          ];
          const longest = Math.max(0, ...waits);
          // Other data each time, so that no code is sent again and the token's own limit stays out of it.
          const input = { channel: "EMAIL", subject, destination, purpose: PURPOSES[purpose], data: `${nth}` };
          const { errors } = await service.backend()(REQUEST, { input });
          expect(errors?.[0]?.errorInfo.retryAfterSeconds ?? 0).toBe(longest);
          if (!errors) sent.push({ at, subject, purpose, mailbox });
        }
      }),
      { seed: SEED, numRuns: times(1, 3) },
    );
  });
});

describe("S20 a limit gives back", () => {
  const remaining = ({ data }: Answer) => data.requestOtp.limits.map((limit: { remaining: number }) => limit.remaining);

  test("nothing for a code that is cancelled, used or replaced", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    expect((await someone.cancel(id)).errors).toBeUndefined();
    expect((await someone.ask()).errors).toMatchObject(refusal("COOLDOWN", 30));
    service.advance(30);
    const used = await someone.token();
    expect((await someone.check(used.id, someone.code())).status).toBe("VERIFIED");
    service.advance(30);
    await someone.token();
    service.advance(30);
    expect(remaining(await someone.ask({ codeLength: 8 }))).toEqual([0, 2, 1, 1]);
  });

  test("nothing for a failed delivery: it may have arrived, and at most five are tried in a quarter of an hour", async () => {
    const someone = person(service);
    const stop = service.endpoint.api.faults.inject({ dataSource: "Send", operation: "Invoke", kind: "error" });
    for (let n = 0; n < 5; n++) expect((await someone.ask()).errors).toMatchObject([{ errorType: "DeliveryFailed" }]);
    expect((await someone.ask()).errors).toMatchObject(refusal("SUBJECT", QUARTER));
    stop();
    expect((await person(service, { destination: someone.destination }).ask()).errors).toMatchObject(
      refusal("DESTINATION"),
    );
  });

  test("nothing for a repeated idempotency key and a lost race, which cost nothing", async () => {
    const someone = person(service);
    const conflict = { dataSource: "Tokens", operation: "TransactWriteItems", kind: "conflict", times: 1 } as const;
    service.endpoint.api.faults.inject(conflict);
    expect((await someone.ask({ idempotencyKey: "k" })).errors).toMatchObject([{ errorType: "Conflict" }]);
    for (let n = 0; n < 10; n++) expect(remaining(await someone.ask({ idempotencyKey: "k" }))).toEqual([0, 2, 4, 4]);
    expect(messagesTo(someone.destination)).toBe(1);
  });
});
