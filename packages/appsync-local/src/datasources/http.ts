import type { IncomingHttpHeaders } from "node:http";
import { signRequest } from "../auth/sigv4.ts";
import type { DataSourceClient, Json } from "../contracts.ts";
import type { HttpDataSource } from "../description.ts";
import { connect, exchange } from "./exchange.ts";
import { readHttpRequest } from "./http-request.ts";

/** [?] AWS names no number for what a data source may answer over HTTP. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** The type of a failure of the transport, in `ctx.error`. [?] */
export const HTTP_FAILURE = "HTTP:RequestFailure";

/**
 * Makes a data source of an HTTP endpoint. Its answer is `{statusCode, headers, body}`, header names in lower case, the body as
 * text; any status is an answer. Redirects are answers too.
 *
 * @param clock milliseconds since the epoch, for signatures
 * @throws Error when the endpoint is more than scheme, host and port
 */
export function createHttp({ endpoint, awsIam }: HttpDataSource, clock: () => number): DataSourceClient {
  const { pool, url: base } = connect(endpoint);

  async function signed(request: { method: string; url: URL; headers: Record<string, string>; body: string | null }) {
    if (!awsIam) return request.headers;
    const { signingRegion: region, signingServiceName: service, credentials } = awsIam;
    return signRequest(
      { ...request, body: request.body ?? "" },
      { region, service, credentials, date: new Date(clock()) },
    );
  }

  return {
    async invoke(request, { signal }) {
      const sending = readHttpRequest(request, base.origin);
      const { method, url, body } = sending;
      const path = url.pathname + url.search;
      try {
        const headers = await signed(sending);
        const answer = await exchange(pool, { method, path, headers, body, signal, maxBytes: MAX_ANSWER_BYTES });
        return {
          result: { statusCode: answer.statusCode, headers: joined(answer.headers), body: answer.body.toString() },
        };
      } catch (error) {
        return { result: null, error: { type: HTTP_FAILURE, message: (error as Error).message } };
      }
    },
    close: () => pool.destroy(),
  };
}

function joined(headers: IncomingHttpHeaders): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(",")]));
}
