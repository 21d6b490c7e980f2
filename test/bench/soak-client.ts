import { signRequest } from "appsync-local/sigv4";
import { Pool } from "undici";
import type { Outputs } from "../../local/service/index.ts";
import { signIn } from "../../local/sign-in.ts";
import type { Latencies } from "./latencies.ts";

/** Who calls: an allow-listed backend, a signed-in user, or a caller with a wrong signature. */
export type Who = "backend" | "user" | "stranger";

export interface Asking {
  /** The name under which its times are listed. */
  name: string;
  query: string;
  variables?: object;
  who?: Who;
  /** The allowed outcomes: an `errorType`, or the result of `outcomeOf`. */
  expect: string[];
}

// biome-ignore lint/suspicious/noExplicitAny: the fields of an answer differ from call to call
export type Data = any;

export interface SoakClient {
  /** Makes a call, times it, and compares its outcome with the allowed ones. @returns the outcome and the data */
  ask(asking: Asking): Promise<{ outcome: string; data: Data }>;
  /** Reads the page of the inbox, or its list. */
  readInbox(path: "" | ".json"): Promise<void>;
  /** The number of errors by type since the last call of this. */
  errors(): Map<string, number>;
  /** The outcomes that were not allowed. */
  violations: string[];
  close(): Promise<void>;
}

/** The error of a lost race on an address's counter, after which the caller asks again. */
const CONFLICT = "Conflict";
/** Stands for an error of document validation, which AppSync answers without a type. */
const INVALID_DOCUMENT = "(invalid document)";
const TRIES = 20;
const NEW_TOKEN_MILLISECONDS = 5 * 60 * 1000;
/** The most violations to keep. */
const MOST_VIOLATIONS = 20;

export function createSoakClient(outputs: Outputs, connections: number, latencies: Latencies): SoakClient {
  const url = new URL(outputs.graphqlUrl);
  const inbox = new URL(outputs.inboxUrl);
  const pool = new Pool(url.origin, { connections, pipelining: 1 });
  const inboxPool = new Pool(inbox.origin, { connections: 1 });
  const [credentials] = outputs.backends as [Outputs["backends"][number]];
  const violations: string[] = [];
  let errors = new Map<string, number>();
  let idToken: { text: Promise<string>; until: number } | undefined;

  async function headersFor(who: Who, body: string): Promise<Record<string, string>> {
    const headers = { "content-type": "application/json" };
    if (who === "user") return { ...headers, authorization: await tokenOfUser() };
    const secretAccessKey = who === "stranger" ? "another secret" : credentials.secretAccessKey;
    const scope = { region: outputs.region, service: "appsync", credentials: { ...credentials, secretAccessKey } };
    return signRequest({ method: "POST", url, headers, body }, { ...scope, date: new Date() });
  }

  function tokenOfUser(): Promise<string> {
    if (!idToken || Date.now() > idToken.until)
      idToken = { text: signIn(outputs, "user@example.com"), until: Date.now() + NEW_TOKEN_MILLISECONDS };
    return idToken.text;
  }

  async function post({ name, query, variables, who = "backend" }: Asking) {
    const body = JSON.stringify({ query, variables });
    const headers = await headersFor(who, body);
    const started = performance.now();
    const answer = await pool.request({ method: "POST", path: url.pathname, headers, body });
    const { data, errors: answered } = (await answer.body.json()) as { data: Data; errors?: { errorType?: string }[] };
    latencies.add(name, performance.now() - started);
    const error = answered?.[0] && (answered[0].errorType ?? INVALID_DOCUMENT);
    if (error) errors.set(error, (errors.get(error) ?? 0) + 1);
    return { outcome: error ?? outcomeOf(data), data };
  }

  return {
    violations,
    async ask(asking) {
      let came = await post(asking);
      for (let tries = 1; came.outcome === CONFLICT && tries < TRIES; tries += 1) came = await post(asking);
      if (!asking.expect.includes(came.outcome) && violations.length < MOST_VIOLATIONS)
        violations.push(`${asking.name}: ${came.outcome} came, and ${asking.expect.join(" or ")} may`);
      return came;
    },
    async readInbox(path) {
      const started = performance.now();
      const answer = await inboxPool.request({ method: "GET", path: `${inbox.pathname}${path}` });
      await answer.body.text();
      latencies.add("inbox", performance.now() - started);
      if (answer.statusCode !== 200) violations.push(`the inbox answered ${answer.statusCode}`);
    },
    errors() {
      const counted = errors;
      errors = new Map();
      return counted;
    },
    async close() {
      await Promise.all([pool.close(), inboxPool.close()]);
    },
  };
}

/** Gives the status of a mutation, or "page" for a list. */
function outcomeOf(data: Data): string {
  const { requestOtp, verifyOtp, cancelOtp, activeTokens } = data ?? {};
  if (activeTokens) return "page";
  return verifyOtp?.status ?? (requestOtp ?? cancelOtp)?.token.status ?? "nothing";
}
