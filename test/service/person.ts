import { randomUUID } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { expect } from "vitest";
import { REGION } from "../../local/service/index.ts";
import { CANCEL, type Caller, codeIn, REQUEST, type TestService, VERIFY, wrongFor } from "./support.ts";

/** Makes a new person with an own address, and a backend that requests codes for them. */
export function person(service: TestService, { caller = service.backend(), ...given }: Given = {}) {
  const { subject = `s-${randomUUID()}`, destination = `${subject}@example.com` } = given;
  const base = { channel: "EMAIL", ...given, subject, destination };
  const ask = (input: object = {}) => caller(REQUEST, { input: { ...base, ...input } });
  const verify = (id: string, code: string, more: object = {}) =>
    caller(VERIFY, { input: { id, code, subject, ...more } });
  const messages = () => service.messages.inbox.list().filter(({ to }) => to === destination);
  const check = async (id: string, code: string, more: object = {}) => {
    const { data, errors } = await verify(id, code, more);
    expect(errors).toBeUndefined();
    return data.verifyOtp as { status: string; attemptsRemaining: number; token: object | null; data: string | null };
  };
  return {
    subject,
    destination,
    /** Calls requestOtp. @returns the whole answer */
    ask,
    /** Calls requestOtp. @returns the token; fails on errors */
    async token(input: object = {}) {
      const { data, errors } = await ask(input);
      expect(errors).toBeUndefined();
      return data.requestOtp.token;
    },
    /** Calls verifyOtp. @returns the whole answer */
    verify,
    /** Calls verifyOtp. @returns the payload; fails on errors */
    check,
    /** Makes this many wrong guesses at a token with six digits. */
    async guessWrong(id: string, times: number) {
      const code = this.code();
      for (let n = 1; n <= times; n++) expect((await check(id, wrongFor(code, n))).status).toBe("WRONG_CODE");
    },
    cancel: (id: string) => caller(CANCEL, { input: { id, subject } }),
    messages,
    /** The code in the last message. */
    code: (pattern?: RegExp) => codeIn(service.lastMessageTo(destination).text, pattern),
  };
}

type Given = { caller?: Caller; subject?: string; destination?: string } & Record<string, unknown>;

/** At least twelve characters of Crockford's base32, alone on a line. */
export const LONG = /^[0-9A-HJKMNP-TV-Z]{12,16}$/m;

const numbers = Array.from({ length: 90 }, (_, n) => `+120255501${String(n).padStart(2, "0")}`).filter(
  (number) => !/(23|24)$/.test(number),
);
/** Gives a number that no other test of the file has used. */
export const freshNumber = () => numbers.pop() as string;

/** Moves to the start of a window of 15 minutes, so that none ends within a test. */
export function toNextWindow(service: TestService, seconds = 900): void {
  const window = seconds * 1000;
  service.advance((window - (service.now() % window)) / 1000);
}

/** Every item of the table, in DynamoDB's own form. */
export async function dump(service: TestService) {
  const sdk = new DynamoDB({
    endpoint: service.outputs.dynamodbUrl,
    region: REGION,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
  });
  const { Items = [] } = await sdk.scan({ TableName: "Tokens", ConsistentRead: true });
  sdk.destroy();
  return Items;
}

/** The items of a subject in the table, by sort key. */
export async function itemsOf(service: TestService, subject: string) {
  const found = (await dump(service)).filter(({ pk }) => pk?.S?.endsWith(`|s|${subject}`));
  return Object.fromEntries(found.map((item) => [item.sk?.S as string, item]));
}
