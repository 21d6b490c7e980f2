import type { Outputs } from "./service/index.ts";

/** What the demo calls the service with. */

/** An error of the API, by its `errorType`. */
export class ApiError extends Error {
  readonly type: string;

  constructor(type: string, message: string, info: unknown) {
    super(`${type}: ${message} ${JSON.stringify(info ?? "")}`);
    this.type = type;
  }
}

/** Calls the API for somebody. @throws ApiError for the first error of the answer */
export type Client = <Data>(query: string, variables?: object) => Promise<Data>;

export const clientOf =
  ({ graphqlUrl }: Outputs, idToken: string): Client =>
  async (query, variables = {}) => {
    const response = await fetch(graphqlUrl, {
      method: "POST",
      headers: { authorization: idToken, "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (!errors?.[0]) return data;
    const { errorType, message, errorInfo } = errors[0];
    throw new ApiError(errorType, message, errorInfo);
  };

export interface Requested {
  token: { id: string; subject: string; destination: string; expiresAt: string };
  knownDevice: boolean;
}

/** Has a code sent by SMS. */
export async function requestCode(client: Client, input: object = {}): Promise<Requested> {
  const { requestOtp } = await client<{ requestOtp: Requested }>(
    "mutation Request($input: RequestOtpInput!) { requestOtp(input: $input) { token { id subject destination expiresAt } knownDevice } }",
    { input: { channel: "SMS", ...input } },
  );
  return requestOtp;
}

export interface Verified {
  status: string;
  attemptsRemaining: number;
  data: string | null;
  deviceToken: string | null;
  stepUpToken: string | null;
}

export async function verify(client: Client, id: string, code: string): Promise<Verified> {
  const { verifyOtp } = await client<{ verifyOtp: Verified }>(
    "mutation Verify($input: VerifyOtpInput!) { verifyOtp(input: $input) { status attemptsRemaining data deviceToken stepUpToken } }",
    { input: { id, code } },
  );
  return verifyOtp;
}

/** Lists live tokens: one's own, or those that the filter selects. */
export async function listTokens(client: Client, filter?: object): Promise<{ id: string; purpose: string }[]> {
  const { activeTokens } = await client<{ activeTokens: { items: { id: string; purpose: string }[] } }>(
    "query List($filter: ActiveTokensFilter) { activeTokens(filter: $filter) { items { id purpose } } }",
    { filter },
  );
  return activeTokens.items;
}

/** Reads the newest SMS in the inbox. */
export async function newestSms({ inboxUrl }: Outputs): Promise<string> {
  const messages = (await (await fetch(`${inboxUrl}.json`)).json()) as { channel: string; text: string }[];
  return messages.find(({ channel }) => channel === "SMS")?.text ?? "";
}
