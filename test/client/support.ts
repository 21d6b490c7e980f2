import { randomUUID } from "node:crypto";
import { apiKey, cognitoUser, createOtpClient, type OtpClientOptions } from "appsync-otp-client";
import { apiClient } from "appsync-otp-client/api-client";
import { iamRole } from "appsync-otp-client/iam";
import { REGION } from "../../local/service/index.ts";
import { newClient } from "../service/api-client.ts";
import { addPoolUser } from "../service/pool-user.ts";
import { codeIn, type TestService } from "../service/support.ts";

type More = Partial<OtpClientOptions>;

/** Makes clients of a service, one for each kind of caller; unless they are told to, they do not wait between attempts. */
export function clientsOf(service: TestService) {
  const { apiId, graphqlUrl: url, backends, userPoolClientId, operatorsClientId } = service.outputs;
  const by = (getIdToken: () => string | Promise<string>, more: More) =>
    createOtpClient({ url, caller: cognitoUser(getIdToken), retryDelay: () => 0, ...more });
  const signedIn = async (email: string, clientId: string, more: More) => {
    const { IdToken } = await service.cognito.tokensOf(email, clientId);
    return by(() => IdToken, more);
  };
  const credentials = backends[0] as (typeof backends)[number];
  const role = iamRole({ region: REGION, credentials, clock: () => new Date(service.now()) });
  const signing = (keyId: string, secret: string, more: More = {}) => {
    const caller = apiClient({ apiId, keyId, secret, clock: () => new Date(service.now()) });
    return createOtpClient({ url, caller, retryDelay: () => 0, ...more });
  };
  return {
    /** A user whose ID token comes from this function. */
    by,
    /** A new user of the pool, signed in. */
    async user(more: More = {}) {
      const { email, sub } = await addPoolUser(service);
      return { email, sub, client: await signedIn(email, userPoolClientId, more) };
    },
    /** Another client of the same user. */
    as: (email: string, more: More = {}) => signedIn(email, userPoolClientId, more),
    operator: (more: More = {}) => signedIn("admin@example.com", operatorsClientId, more),
    backend: (more: More = {}) => createOtpClient({ url, caller: role, retryDelay: () => 0, ...more }),
    /** Whoever has an API key. */
    keyHolder: () => createOtpClient({ url, caller: apiKey(service.outputs.apiKey), retryDelay: () => 0 }),
    /** A new API client. */
    async apiClient(more: More = {}) {
      const { clientId, secretVersion, secret } = await newClient(service);
      return signing(`${clientId}_${secretVersion}`, secret, more);
    },
    /** An API client that is there. */
    signing,
    /** A backend that waits as long as clients do by default. */
    unhurried: (more: More) => createOtpClient({ url, caller: role, ...more }),
  };
}

/** A new person of a backend's, with an address of their own. */
export function stranger() {
  const subject = `s-${randomUUID()}`;
  return { subject, destination: `${subject}@example.com` };
}

/** The code in the newest message to an address. */
export const codeTo = (service: TestService, address: string, pattern?: RegExp) =>
  codeIn(service.lastMessageTo(address).text, pattern);

/** What becomes of an attempt, instead of an ordinary call. */
export type Trouble =
  /** It never reaches the API. */
  | "dead"
  /** It has its effect, and the answer never arrives. */
  | "lost"
  /** It is not made, and gets this answer. */
  | { status: number; body: object | string }
  | "none";

/** A `fetch` whose first calls meet trouble, in this order, and a list of the requests that went through it. */
export function troubled(...troubles: Trouble[]) {
  const requests: { authorization: string | null; query: string; variables: { input: Record<string, unknown> } }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    requests.push({ authorization: new Headers(init?.headers).get("authorization"), ...JSON.parse(`${init?.body}`) });
    const trouble = troubles.shift() ?? "none";
    if (typeof trouble === "object") {
      const { status, body } = trouble;
      return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
    }
    if (trouble === "dead") throw new TypeError("fetch failed");
    const response = await globalThis.fetch(input, init);
    if (trouble === "lost") throw new TypeError("terminated");
    return response;
  };
  return { fetch, requests };
}
