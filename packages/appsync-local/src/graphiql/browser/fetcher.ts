import type { Fetcher } from "@graphiql/toolkit";

/**
 * Sends requests to the API as the caller that is chosen, and gives the answers as they came: AppSync's `errorType` and `errorInfo` stand beside
 * `message`, where GraphiQL's usual fetchers leave them out.
 *
 * @param headersPath as in `PageStart`
 * @param caller gives the caller's id; null to send no more than the headers that were typed
 */
export const createFetcher =
  (headersPath: string, caller: () => string | null): Fetcher =>
  async ({ query, operationName, variables }, { headers: typed = {} } = {}) => {
    const body = JSON.stringify({ query, operationName, variables });
    const id = caller();
    const headers = new Headers(id === null ? {} : await headersOf(headersPath, id, body));
    headers.set("content-type", "application/json");
    for (const [each, value] of Object.entries(typed)) headers.set(each, String(value));
    const response = await post("/graphql", headers, body);
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      throw problem(`The API answered ${response.status}, and no JSON: ${text || "(nothing)"}`);
    }
  };

/** The headers by which a caller sends this body. */
async function headersOf(path: string, id: string, body: string): Promise<Record<string, string>> {
  const asked = JSON.stringify({ id, body });
  const response = await post(path, { "content-type": "application/json" }, asked);
  const text = await response.text();
  if (response.ok) return JSON.parse(text).headers;
  throw problem(response.headers.get("content-type") === "application/json" ? JSON.parse(text).message : text);
}

async function post(path: string, headers: HeadersInit, body: string): Promise<Response> {
  try {
    return await fetch(path, { method: "POST", headers, body });
  } catch {
    throw problem("The API cannot be reached. Is it still running?");
  }
}

/** An error that GraphiQL shows as its message alone: it would show the lines of this script, too. */
const problem = (message: string) => Object.assign(new Error(message), { stack: undefined });
