import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials, Trace } from "appsync-local";
import { signRequest } from "appsync-local/sigv4";
import { Agent, type Dispatcher, request } from "undici";
import { REGION, type Service, type ServiceOptions, startService } from "../../local/service/index.ts";
import { settingsFrom } from "../../settings/read.ts";
import type { Settings } from "../../settings/schema.ts";
import { leaksOfService } from "./leaks.ts";

// biome-ignore lint/suspicious/noExplicitAny: the fields of an answer differ from test to test
type Anything = any;

export interface Answer {
  data: Anything;
  errors?: { path: unknown; errorType: string; errorInfo: Anything; message: string }[];
}

/** The header fields of an answer, by their names in small letters. */
export type Headers = Dispatcher.ResponseData["headers"];
/** Is called with the text of an answer and its header fields. */
export type Keep = (answer: string, headers: Headers) => void;

/** Somebody who calls the API: a signed-in user, or a backend. */
export type Caller = (query: string, variables?: object) => Promise<Answer>;

export interface TestService extends Service {
  /** Moves the clock of the steps, tokens and sweeper, which stands still otherwise. */
  advance(seconds: number): void;
  /** The time of that clock, in milliseconds since the epoch. */
  now(): number;
  traces: Trace[];
  logs: string[];
  /** The text of all answers to `user` and `backend`. */
  answers: string[];
  /** Their header fields. */
  headers: Headers[];
  /** Notes an answer among them. */
  keep: Keep;
  /** What must be found nowhere beside codes: secrets and signatures of API clients, which their callers put here. */
  secrets: string[];
  /** S13: finds sent codes and secrets where they must not be, and device tokens and step-up tokens outside of data. @returns where each was found */
  leaks(): Promise<string[]>;
  /** Makes a signed-in user with tokens from the pool itself, because signing in by SRP takes a second of processor time. */
  user(email?: string): Promise<Caller>;
  /** Makes a signed-in operator likewise. */
  operator(): Promise<Caller>;
  /** Makes a caller with this ID token. */
  holder(idToken: string): Caller;
  /** Makes a caller with the credentials of the n-th of `outputs.backends`. */
  backend(n?: number): Caller;
  /** The newest message to an address or number. */
  lastMessageTo(to: string): {
    id: string;
    channel: string;
    to: string;
    subject: string | null;
    text: string;
    html: string | null;
  };
  folder: string;
  /**
   * Stops the service.
   *
   * @param search false where a test has filled the table with tens of thousands of items: that would take seconds
   * @throws Error when `leaks` finds one
   */
  stop(search?: boolean): Promise<void>;
}

/** Another wiring than that of `npm start`, and the files that its folder must hold before the start. */
export interface Wiring {
  describe?: ServiceOptions["describe"];
  configurationSets?: ServiceOptions["configurationSets"];
  webhooks?: ServiceOptions["webhooks"];
  onEvaluate?: ServiceOptions["onEvaluate"];
  prepare?(folder: string, settings: Settings): void;
}

/**
 * The time at which the clock of every test service starts. Windows of a day and of a quarter of an hour begin here, so a test does
 * not depend on when it runs.
 */
const START = Date.UTC(2026, 10, 1);
/** The connections at which the calls of a test queue. */
const CONNECTIONS = 32;
const agent = new Agent({ connections: CONNECTIONS });

/**
 * Starts a whole service on free ports, with its own clock, in a folder that is deleted with it.
 *
 * @param dynamodbUrl an engine of the test's own, e.g. a faster one in memory
 */
export async function startTestService(
  overrides: object = {},
  dynamodbUrl?: string,
  { describe, configurationSets, webhooks, onEvaluate, prepare = () => {} }: Wiring = {},
): Promise<TestService> {
  const folder = mkdtempSync(join(tmpdir(), "otp-"));
  const settings = settingsFrom(overrides);
  prepare(folder, settings);
  const traces: Trace[] = [];
  const logs: string[] = [];
  const answers: string[] = [];
  const headers: Headers[] = [];
  const secrets: string[] = [];
  let now = START;
  const clock = () => now;
  const service = await startService({
    folder,
    settings,
    port: 0,
    // The stream is read when a test says so: a notice that came by itself would stand between the messages that tests count.
    pollMilliseconds: Number.POSITIVE_INFINITY,
    ...(describe ? { describe } : {}),
    ...(configurationSets ? { configurationSets } : {}),
    ...(webhooks ? { webhooks } : {}),
    ...(onEvaluate ? { onEvaluate } : {}),
    ...(dynamodbUrl ? { dynamodbUrl } : {}),
    clock,
    onTrace: (trace) => traces.push(trace),
    onLog: (line) => logs.push(line),
  });
  const { outputs, messages } = service;
  const spoken = { folder, traces, logs, answers, headers, secrets, service };
  const keep: Keep = (answer, itsHeaders) => {
    answers.push(answer);
    headers.push(itsHeaders);
  };
  const holder =
    (authorization: string): Caller =>
    (query, variables) =>
      post(outputs.graphqlUrl, query, variables, async () => ({ authorization }), keep);
  return {
    ...service,
    folder,
    traces,
    logs,
    answers,
    headers,
    keep,
    secrets,
    leaks: () => leaksOfService(spoken),
    now: clock,
    advance(seconds) {
      now += seconds * 1000;
    },
    async user(email = "user@example.com") {
      return holder((await service.cognito.tokensOf(email, outputs.userPoolClientId)).IdToken);
    },
    async operator() {
      return holder((await service.cognito.tokensOf("admin@example.com", outputs.operatorsClientId)).IdToken);
    },
    holder,
    backend: (n = 0) => backendOf(outputs, n, clock, keep),
    lastMessageTo(to) {
      const found = messages.inbox.list().find((message) => message.to === to);
      if (!found) throw new Error(`nothing was sent to ${to}`);
      return found;
    },
    async stop(search = true) {
      const leaks = await (search ? leaksOfService(spoken) : Promise.resolve([])).finally(async () => {
        await service.close();
        rmSync(folder, { recursive: true, force: true });
      });
      if (leaks.length > 0)
        throw new Error(`S13: a code, token or secret is where it must not be:\n${leaks.join("\n")}`);
    },
  };
}

/**
 * The n-th of `outputs.backends` of a running start.
 *
 * @param clock epoch milliseconds, for signatures
 * @param keep called with each answer
 */
export function backendOf(
  { graphqlUrl, backends }: Service["outputs"],
  n = 0,
  clock = Date.now,
  keep: Keep = () => {},
): Caller {
  return iamCaller(graphqlUrl, REGION, backends[n] as (typeof backends)[number], clock, keep);
}

/** Makes a caller who signs with SigV4. `clock` and `keep` are those of `backendOf`. */
export function iamCaller(
  graphqlUrl: string,
  region: string,
  credentials: Credentials,
  clock = Date.now,
  keep: Keep = () => {},
): Caller {
  const sign = async (body: string) => {
    const { host: _, ...headers } = await signRequest(
      { method: "POST", url: new URL(graphqlUrl), headers: { "content-type": "application/json" }, body },
      { region, service: "appsync", credentials, date: new Date(clock()) },
    );
    return headers;
  };
  return (query, variables) => post(graphqlUrl, query, variables, sign, keep);
}

/** Posts a request. @param sign gives headers for a body @param keep called with the answer */
export async function post(
  url: string,
  query: string,
  variables: object | undefined,
  sign: (body: string) => Promise<object>,
  keep: Keep,
) {
  const body = JSON.stringify({ query, variables });
  const headers = { "content-type": "application/json", ...(await sign(body)) };
  const answer = await request(url, { method: "POST", headers, body, dispatcher: agent });
  const text = await answer.body.text();
  keep(text, answer.headers);
  return JSON.parse(text) as Answer;
}

export const TOKEN =
  "id subject purpose channel destination status codeLength alphabet attemptsRemaining sendsRemaining createdAt expiresAt resendAfter";
export const REQUEST = `mutation Ask($input: RequestOtpInput!) { requestOtp(input: $input) { token { ${TOKEN} } limits { name limit remaining resetsAt } } }`;
export const VERIFY = `mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status attemptsRemaining token { ${TOKEN} } data } }`;
export const CANCEL = `mutation Cancel($input: CancelOtpInput!) { cancelOtp(input: $input) { token { ${TOKEN} } } }`;
export const LIST = `query List($filter: ActiveTokensFilter, $limit: Int, $nextToken: String) { activeTokens(filter: $filter, limit: $limit, nextToken: $nextToken) { items { ${TOKEN} } nextToken } }`;

/** Finds the code in a message: no letter or digit touches it. */
export function codeIn(text: string, pattern = /\b\d{6,16}\b/): string {
  const [code] = pattern.exec(text) ?? [];
  if (!code) throw new Error(`no code in: ${text}`);
  return code;
}

/** Gives another code of the same form. */
export const wrongFor = (code: string, n = 1) => {
  const digits = [...code];
  digits[digits.length - 1] = String((Number(digits.at(-1)) + n) % 10);
  return digits.join("");
};
