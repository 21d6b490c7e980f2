import { signRequest } from "appsync-local/sigv4";
import { Pool } from "undici";
import { LIMITS } from "../../contract/limits.ts";
import { REGION } from "../../local/service/index.ts";
import type { Answer, Caller, TestService } from "./support.ts";

/** Tools of an attacker: many guesses, many of them in one request, and own connections. */

/** Makes `count` codes of six digits that all differ from this one. */
export const wrongCodes = (code: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => String((Number(code) + 1 + n) % 1_000_000).padStart(6, "0"));

/** Writes one request that makes every guess, each under an alias. It takes `$id` and `$subject`. */
export const aliased = (guesses: string[]): string => {
  const fields = guesses.map((guess, n) => `a${n}:verifyOtp(input:{id:$id,subject:$subject,code:"${guess}"}){status}`);
  return `mutation Many($id: ID!, $subject: ID!) { ${fields.join(" ")} }`;
};

/** Writes as few requests as the limit on resolvers allows, so that every guess is made. Each takes `$id` and `$subject`. */
export const fullRequests = (guesses: string[]): string[] =>
  Array.from({ length: Math.ceil(guesses.length / LIMITS.resolverCount) }, (_, n) =>
    aliased(guesses.slice(n * LIMITS.resolverCount, (n + 1) * LIMITS.resolverCount)),
  );

/** Gives the outcome of each guess: a status, or an error's type. */
export function resultsOf({ data, errors = [] }: Answer): string[] {
  const failed = errors.map(({ errorType }) => errorType);
  const judged = Object.values((data ?? {}) as Record<string, { status: string } | null>).flatMap((payload) =>
    payload ? [payload.status] : [],
  );
  return [...judged, ...failed];
}

export const countOf = (results: string[], wanted: string) => results.filter((result) => result === wanted).length;

/** Makes the n-th backend with a fixed number of connections, at which requests queue. */
export function overConnections(
  { outputs, now }: TestService,
  connections: number,
  n = 0,
): { caller: Caller; close(): Promise<void> } {
  const url = new URL(outputs.graphqlUrl);
  const pool = new Pool(url.origin, { connections });
  const credentials = outputs.backends[n] as (typeof outputs.backends)[number];
  return {
    async caller(query, variables) {
      const body = JSON.stringify({ query, variables });
      const headers = await signRequest(
        { method: "POST", url, headers: { "content-type": "application/json" }, body },
        { region: REGION, service: "appsync", credentials, date: new Date(now()) },
      );
      const answer = await pool.request({ method: "POST", path: url.pathname, headers, body });
      return (await answer.body.json()) as Answer;
    },
    close: () => pool.close(),
  };
}
