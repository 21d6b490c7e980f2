import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { rowsOf } from "../support/page-tables.ts";
import { times } from "../support/thorough.ts";
import { countOf, resultsOf, wrongCodes } from "./attacker.ts";
import { person } from "./person.ts";
import { type Answer, startTestService, type TestService, wrongFor } from "./support.ts";

/**
 * AppSync documents that a write whose condition failed brings the item as `ctx.result`, and was reported to bring none
 * (aws-appsync-community #343). Whichever is true, nothing is VERIFIED that must not be, and docs/aws-differences.md says what callers see.
 */

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

let remove = () => {};
afterEach(() => remove());
const bringNoItems = () => {
  remove = service.endpoint.api.faults.inject({ dataSource: "Tokens", kind: "noResult" });
};

const KEY = { idempotencyKey: "k" };
type Call = (someone: ReturnType<typeof person>, id: string, code: string) => Promise<Answer>;
const right: Call = (someone, id, code) => someone.verify(id, code);
const rightWithKey: Call = (someone, id, code) => someone.verify(id, code, KEY);
const wrongWithKey: Call = (someone, id, code) => someone.verify(id, wrongFor(code), KEY);
const wrong =
  (n: number): Call =>
  (someone, id, code) =>
    someone.verify(id, wrongFor(code, n));
const cancel: Call = (someone, id) => someone.cancel(id);

/** What a caller does about one token of five guesses. The table of the page says what the last call is answered. */
const COURSES: [name: string, calls: Call[]][] = [
  ["a right code", [right]],
  ["a wrong code", [wrong(1)]],
  ["a wrong code, repeated with its key", [wrongWithKey, wrongWithKey]],
  ["a right code, repeated with its key", [rightWithKey, rightWithKey]],
  ["a right code, repeated without a key", [right, right]],
  ["another code with the key of the last one", [wrongWithKey, rightWithKey]],
  ["a right code when no guesses are left", [1, 2, 3, 4, 5].map(wrong).concat(right)],
  ["a right code for a token that was cancelled", [cancel, right]],
  ["`cancelOtp` of a token that was cancelled", [cancel, cancel]],
];

function shownOf({ data, errors }: Answer): string {
  if (errors?.[0]) return `\`${errors[0].errorType}\``;
  if (!data.verifyOtp) return "";
  const { status, attemptsRemaining } = data.verifyOtp;
  return status === "WRONG_CODE" ? `\`${status}\`, ${attemptsRemaining} left` : `\`${status}\``;
}

/** Makes the calls one after the other. @returns the last answer */
async function answerTo(calls: Call[]): Promise<string> {
  const someone = person(service);
  const { id } = await someone.token();
  const code = someone.code();
  let last = "";
  for (const call of calls) last = shownOf(await call(someone, id, code));
  return last;
}

describe("S17 docs/aws-differences.md says what a caller sees, whether a failed condition brings the item or not:", () => {
  test.each(COURSES)("%s", async (name, calls) => {
    const documented = await answerTo(calls);
    bringNoItems();
    const other = await answerTo(calls);
    expect(rowsOf("aws-differences.md").filter(([row]) => row === name)).toEqual([[name, documented, other]]);
  });
});

describe("when a failed condition brings no item", () => {
  test("S03 S17 of many right codes at a time exactly one is VERIFIED", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    bringNoItems();
    const answers = await Promise.all(Array.from({ length: 30 }, () => someone.verify(id, someone.code())));
    expect(countOf(answers.flatMap(resultsOf), "VERIFIED")).toBe(1);
  });

  test("S17 no wrong code is VERIFIED after the right one, whoever knows its key", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const code = someone.code();
    bringNoItems();
    expect(await someone.check(id, wrongFor(code), KEY)).toMatchObject({ attemptsRemaining: 4 });
    expect((await someone.check(id, code, { idempotencyKey: "right" })).status).toBe("VERIFIED");
    const guesses = wrongCodes(code, times(40, 300));
    const keys = [{ idempotencyKey: "right" }, KEY, {}];
    const answers = await Promise.all(keys.flatMap((key) => guesses.map((guess) => someone.verify(id, guess, key))));
    expect(new Set(answers.flatMap(resultsOf))).toEqual(new Set(["EXPIRED"]));
  });

  test("S04 S17 of many wrong codes five are evaluated, and then not even the right one is", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    bringNoItems();
    const guesses = wrongCodes(someone.code(), times(40, 300));
    const answers = await Promise.all(guesses.map((guess) => someone.verify(id, guess)));
    const results = answers.flatMap(resultsOf);
    expect(countOf(results, "WRONG_CODE")).toBe(5);
    expect(countOf(results, "EXPIRED")).toBe(guesses.length - 5);
    expect((await someone.check(id, someone.code())).status).toBe("EXPIRED");
  });

  test("S17 a wrong code that is repeated with its key is charged once, and the token lives on", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const code = someone.code();
    bringNoItems();
    for (const _ of [1, 2, 3]) await someone.verify(id, wrongFor(code), KEY);
    expect(await someone.check(id, wrongFor(code, 2))).toMatchObject({ attemptsRemaining: 3 });
    expect((await someone.check(id, code)).status).toBe("VERIFIED");
  });

  test("messages are sent, repeated by their key and refused as ever, and of those asked for at once one is sent", async () => {
    bringNoItems();
    const someone = person(service);
    const first = await someone.token(KEY);
    expect(await someone.token(KEY)).toEqual(first);
    expect((await someone.ask()).errors).toMatchObject([{ errorType: "Throttled" }]);
    const raced = person(service);
    const answers = await Promise.all(Array.from({ length: 8 }, () => raced.ask()));
    const results = answers.map(({ errors }) => errors?.[0]?.errorType ?? "sent");
    expect(results.filter((result) => result === "sent")).toHaveLength(1);
    expect(results.filter((result) => !["sent", "Throttled", "Conflict"].includes(result))).toEqual([]);
    expect(raced.messages()).toHaveLength(1);
  });
});
