import { randomUUID } from "node:crypto";
import type { Ask } from "appsync-local/evaluate-code";
import { REQUEST, VERIFY } from "../service/support.ts";
import { type Deployed, MAILBOX } from "./end-to-end.ts";

/**
 * Where AWS does one thing by its documentation and another by reports of its users. docs/aws-differences.md says why every promise
 * holds either way; here AWS itself says which it is.
 */

/** A doubt that a few lines of code settle. */
interface CodeDoubt {
  name: string;
  /** The body of a request handler. */
  body: string;
  /** What AWS turned out to do, by the handler's result; undefined when nobody expects it. */
  told(result: unknown): string | undefined;
}

/** One more than the 1,000 iterations that AppSync allows. */
const MANY = 1_001;

function countedAs(count: unknown): string | undefined {
  if (count === MANY) return "all run";
  return count === MANY - 1 ? "end silently" : undefined;
}

const CODE_DOUBTS: CodeDoubt[] = [
  {
    name: "`util.matches`",
    body: 'return util.matches("b", "abc");',
    told: (found) => (found === true ? "finds a part" : found === false ? "compares the whole text" : undefined),
  },
  {
    name: "the right side of `??` when the left is there",
    body: "const seen = []; const see = () => { seen.push(1); return 2; }; const left = ctx.args.left ?? see(); return seen.length;",
    told: (calls) => (calls === 0 ? "is not evaluated" : calls === 1 ? "is evaluated" : undefined),
  },
  {
    name: "iterations of a loop above 1,000",
    body: "let count = 0; for (const each of ctx.args.many) { count += 1; } return count;",
    told: countedAs,
  },
  {
    name: "iterations of an array method above 1,000",
    body: "return ctx.args.many.map((each) => each).length;",
    told: countedAs,
  },
  {
    name: "`runtime.earlyReturn(null)`",
    body: "return runtime.earlyReturn(null);",
    told: (value) => (value === null ? "answers null" : undefined),
  },
];
const RESULT = "`ctx.result` after a failed condition";
const HEADERS = "header fields that are set before `util.error`";

/** The rows that the page has to have. */
export const DOUBTS = [...CODE_DOUBTS.map(({ name }) => name), RESULT, HEADERS];

/** A doubt, and what AWS turned out to do. */
export interface Told {
  name: string;
  told: string;
}

const codeOf = (body: string) =>
  `import { runtime, util } from "@aws-appsync/utils";\nexport function request(ctx) { ${body} }\nexport function response(ctx) { return ctx.result; }\n`;
const context = JSON.stringify({ arguments: { left: 1, many: Array(MANY).fill(0) } });

/** Settles doubts by EvaluateCode. @throws Error when AWS does what nobody expects */
export async function tellByCode(ask: Ask): Promise<Told[]> {
  const settled: Told[] = [];
  for (const { name, body, told } of CODE_DOUBTS) {
    const { error, evaluationResult } = await ask({ code: codeOf(body), context, function: "request" });
    const what = error
      ? `is an error (${error.message})`
      : told(evaluationResult ? JSON.parse(evaluationResult) : null);
    if (what === undefined) throw new Error(`${name}: nobody expects the result ${evaluationResult}`);
    settled.push({ name, told: what });
  }
  return settled;
}

/**
 * Settles doubts at the endpoint: a request that its cooldown refuses, and a wrong guess that is repeated with its key.
 *
 * @throws Error when AWS does what nobody expects
 */
export async function tellByCalls({ call, lastHeaders, codeFor }: Deployed): Promise<Told[]> {
  const input = { channel: "EMAIL", subject: `test-aws-${randomUUID()}`, destination: MAILBOX };
  const { id } = (await call(REQUEST, { input })).data.requestOtp.token;
  const limit = (await call(REQUEST, { input })).errors?.[0]?.errorInfo?.limit;
  if (limit !== "COOLDOWN") throw new Error(`${HEADERS}: nobody expects that another request at once meets ${limit}`);
  const headers = { name: HEADERS, told: lastHeaders().ratelimit === undefined ? "are lost" : "are sent" };
  const code = codeFor?.(MAILBOX) === "000000" ? "000001" : "000000";
  const guess = { id, subject: input.subject, code, idempotencyKey: "k" };
  await call(VERIFY, { input: guess });
  const { status } = (await call(VERIFY, { input: guess })).data.verifyOtp;
  if (status === "WRONG_CODE") return [{ name: RESULT, told: "is the item" }, headers];
  if (status === "EXPIRED") return [{ name: RESULT, told: "is missing" }, headers];
  throw new Error(`${RESULT}: nobody expects ${status} for a wrong guess that is repeated with its key`);
}
