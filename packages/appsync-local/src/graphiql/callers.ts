import { signRequest } from "../auth/sigv4.ts";
import type { ApiDescription, Credentials } from "../description.ts";

/** A request of GraphiQL's whose caller is to be proven. The method is POST, the content type `application/json`. */
export interface PageRequest {
  /** The API, as the browser knows it. */
  url: URL;
  body: string;
}

/** Somebody as whom GraphiQL sends requests, at the press of a button. */
export interface PageCaller {
  /** What the button says. Each caller has another. */
  name: string;
  /** What stays the same where the name can change while a page is open. Default: the name. */
  id?: string;
  /** What the editor shows when the caller is chosen, as long as nothing else was written there. Default: a query that every API answers. */
  query?: string;
  /** Makes the headers that prove it; called anew for every request, so that a token that has expired can be renewed. */
  authorize(request: PageRequest): Record<string, string> | Promise<Record<string, string>>;
}

/** @returns a caller's `authorize`: it sends an API key */
export const byApiKey =
  (key: string): PageCaller["authorize"] =>
  () => ({ "x-api-key": key });

/**
 * @param region the API's
 * @param clock epoch milliseconds
 * @returns a caller's `authorize`: it signs as an IAM principal (Signature Version 4)
 */
export const bySignature =
  (credentials: Credentials, region: string, clock: () => number = Date.now): PageCaller["authorize"] =>
  async ({ url, body }) => {
    const headers = { "content-type": "application/json" };
    const scope = { region, service: "appsync", credentials, date: new Date(clock()) };
    // A browser sets `host` by itself, and refuses to be told.
    const { host: _, ...sent } = await signRequest({ method: "POST", url, headers, body }, scope);
    return sent;
  };

/**
 * The callers whose credentials a description holds: its API keys that have not expired, and its IAM principals.
 *
 * @param clock epoch milliseconds
 */
export function callersIn({ auth }: ApiDescription, clock: () => number = Date.now): PageCaller[] {
  const modes = [auth.default, ...(auth.additional ?? [])];
  return modes.flatMap((mode): PageCaller[] => {
    if (mode.type === "API_KEY") {
      const keys = mode.keys.filter(({ expiresAt }) => expiresAt * 1000 > clock());
      return keys.map(({ key }, index) => ({
        name: index === 0 ? "API key" : `API key ${index + 1}`,
        authorize: byApiKey(key),
      }));
    }
    if (mode.type !== "AWS_IAM") return [];
    return mode.principals.map((principal) => ({
      name: `IAM ${principal.userArn.split(":").at(-1)}`,
      authorize: bySignature(principal, mode.region, clock),
    }));
  });
}
