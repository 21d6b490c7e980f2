import { randomInt, randomUUID } from "node:crypto";
import type { Codes } from "../crash/codes.ts";
import { CANCEL, LIST, REQUEST, VERIFY } from "../service/support.ts";
import type { SoakClient } from "./soak-client.ts";

/** Everything that a person does from the first code to the last. Afterwards the person is forgotten. */
export type Life = (somebody: Somebody) => Promise<void>;

export interface Somebody {
  subject: string;
  /** Requests a code. @returns the token's id */
  ask(expect?: string[], more?: object, name?: string): Promise<string>;
  guess(id: string, kind: "right" | "wrong", ...expect: string[]): Promise<void>;
  cancel(id: string, expect: string): Promise<void>;
  client: SoakClient;
  /** Continues a life when the cooldown is over. */
  later(rest: () => Promise<void>): void;
}

/** Area codes of numbers that libphonenumber accepts and nobody has: 555-0100 to 555-0199. */
const AREAS = [201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229];
const SMS_SHARE = 0.3;
const number = () => `+1${AREAS[randomInt(AREAS.length)]}55501${String(randomInt(100)).padStart(2, "0")}`;

export function newSomebody(client: SoakClient, codes: Codes, later: Somebody["later"]): Somebody {
  const subject = randomUUID();
  const bySms = Math.random() < SMS_SHARE;
  const way = bySms
    ? { channel: "SMS", destination: number() }
    : { channel: "EMAIL", destination: `${subject}@example.com` };
  return {
    subject,
    client,
    later,
    async ask(expect = ["SENT"], more = {}, name = `requestOtp ${way.channel}`) {
      const variables = { input: { ...way, subject, ...more } };
      const { data } = await client.ask({ name, query: REQUEST, variables, expect });
      return data?.requestOtp?.token.id ?? "";
    },
    async guess(id, kind, ...expect) {
      const right = codes.right(subject, id, false);
      const code = kind === "right" ? right : codes.wrong(right, randomInt(1, 10));
      const variables = { input: { id, subject, code } };
      await client.ask({ name: `verifyOtp ${kind}`, query: VERIFY, variables, expect });
    },
    async cancel(id, expect) {
      const variables = { input: { id, subject } };
      await client.ask({ name: "cancelOtp", query: CANCEL, variables, expect: [expect] });
    },
  };
}

const verifies: Life = async ({ ask, guess }) => {
  const id = await ask();
  for (let wrong = randomInt(4); wrong > 0; wrong -= 1) await guess(id, "wrong", "WRONG_CODE");
  await guess(id, "right", "VERIFIED");
  await guess(id, "right", "EXPIRED");
};

const carriesData: Life = async ({ ask, guess }) => {
  const id = await ask(["SENT"], { data: JSON.stringify({ cart: "x".repeat(randomInt(1_000)) }) });
  await guess(id, "right", "VERIFIED");
};

const wantsMore: Life = async ({ ask, cancel }) => {
  const transaction = { amount: "12.50", currency: "EUR", payee: "Flowers and more" };
  const id = await ask(["SENT"], { transaction, locale: "ar", codeLength: 9, alphabet: "ALPHANUMERIC" });
  await cancel(id, "CANCELED");
};

const repeatsByKey: Life = async ({ ask, guess }) => {
  const key = { idempotencyKey: randomUUID() };
  const id = await ask(["SENT"], key);
  await ask(["SENT"], key, "requestOtp repeated");
  await ask(["IdempotencyMismatch"], { ...key, locale: "de" }, "refused input");
  await guess(id, "right", "VERIFIED");
};

const isImpatient: Life = async ({ ask, guess, later }) => {
  const id = await ask();
  await ask(["Throttled"], {}, "requestOtp too early");
  later(async () => {
    await ask(["SENT"], {}, "requestOtp resend");
    await guess(id, "right", "VERIFIED");
  });
};

const cancels: Life = async ({ ask, guess, cancel }) => {
  const id = await ask();
  await cancel(id, "CANCELED");
  await guess(id, "right", "EXPIRED");
  await cancel(id, "NotFound");
};

const attacks: Life = async ({ ask, guess }) => {
  const id = await ask();
  const wrong = Array.from({ length: 8 }, () => guess(id, "wrong", "WRONG_CODE", "ATTEMPTS_EXHAUSTED"));
  await Promise.all(wrong);
  await guess(id, "right", "ATTEMPTS_EXHAUSTED");
};

const lists: Life = async ({ client, subject, ask }) => {
  await ask();
  await client.ask({ name: "activeTokens", query: LIST, variables: { filter: { subject } }, expect: ["page"] });
  let nextToken: string | null = null;
  for (let page = 0; page < 5; page += 1) {
    const variables: object = { limit: 25, nextToken };
    const { data } = await client.ask({ name: "activeTokens", query: LIST, variables, expect: ["page"] });
    nextToken = data?.activeTokens?.nextToken ?? null;
    if (!nextToken) return;
  }
};

const BAD_INPUT: [object, string][] = [
  [{ destination: "nobody@" }, "InvalidInput"],
  [{ destination: "\u202e@example.com" }, "InvalidInput"],
  [{ channel: "SMS", destination: "+8821234567" }, "DestinationNotAllowed"],
  [{ purpose: "another" }, "InvalidInput"],
  [{ codeLength: 5 }, "InvalidInput"],
  [{ subject: "" }, "InvalidInput"],
  [{ data: JSON.stringify("x".repeat(3_000)) }, "InvalidInput"],
];

const errs: Life = async ({ ask, client, subject }) => {
  for (const [more, error] of BAD_INPUT) await ask([error], more, "refused input");
  const unknown = { input: { id: `login_${"0".repeat(64)}`, subject, code: "12345" } };
  await client.ask({ name: "refused input", query: VERIFY, variables: unknown, expect: ["InvalidInput"] });
  const guessed = { input: { ...unknown.input, code: "123456" } };
  await client.ask({ name: "verifyOtp unknown", query: VERIFY, variables: guessed, expect: ["EXPIRED"] });
};

const speaksNoGraphql: Life = async ({ client }) => {
  const [, field = ""] = randomUUID().split("-");
  const asked = { name: "refused document", expect: ["(invalid document)"] };
  await client.ask({ ...asked, query: `query Q { activeTokens { none${field} } }` });
  await client.ask({
    ...asked,
    query: `mutation M { requestOtp(input: { channel: PIGEON${field} }) { token { id } } }`,
  });
  await client.ask({ ...asked, query: `query { ${field} `, expect: ["MalformedHttpRequestException"] });
  // Each document is new, so the caches of documents must drop old ones.
  await client.ask({ name: "activeTokens", query: `query Q${field} { activeTokens { nextToken } }`, expect: ["page"] });
};

const isStranger: Life = async ({ client }) => {
  const asked = { query: LIST, who: "stranger" as const, expect: ["UnauthorizedException"] };
  await client.ask({ name: "refused caller", ...asked });
};

const signsIn: Life = async ({ client }) => {
  const input = { channel: "EMAIL" };
  const expect = ["SENT", "Throttled"];
  await client.ask({ name: "requestOtp by a user", query: REQUEST, variables: { input }, who: "user", expect });
  await client.ask({ name: "activeTokens", query: LIST, who: "user", expect: ["page"] });
};

const looksIntoTheInbox: Life = ({ client }) => client.readInbox(Math.random() < 0.5 ? "" : ".json");

/** The lives, each with its share out of a hundred. */
export const LIVES: readonly { share: number; life: Life }[] = [
  { share: 40, life: verifies },
  { share: 5, life: carriesData },
  { share: 4, life: wantsMore },
  { share: 8, life: repeatsByKey },
  { share: 8, life: isImpatient },
  { share: 9, life: cancels },
  { share: 6, life: attacks },
  { share: 6, life: lists },
  { share: 4, life: errs },
  { share: 4, life: speaksNoGraphql },
  { share: 3, life: isStranger },
  { share: 2, life: signsIn },
  { share: 1, life: looksIntoTheInbox },
];
