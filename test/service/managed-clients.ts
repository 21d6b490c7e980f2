import { expect } from "vitest";
import { OPERATORS_GROUP } from "../../contract/tenants.ts";
import { addPoolUser, administrator } from "./pool-user.ts";
import { stepUp } from "./step-up.ts";
import { type Answer, type Caller, type Keep, post, type TestService } from "./support.ts";

/** API clients as operators manage them, and whoever activates them. */

export const CLIENT =
  "id name email status purposes dailySends countries sites { host androidHash } transactionRequired webhookUrl createdAt activatedAt activationExpiresAt previousValidUntil lastUsedOn";
const mutation = (field: string, selection: string) =>
  `mutation Change($input: ${field.slice(0, 1).toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) { ${selection} } }`;
const CHANGED = `client { ${CLIENT} } limits { name limit remaining resetsAt }`;
export const CREATE = mutation("createApiClient", CHANGED);
export const RESEND = mutation("resendApiClientActivation", CHANGED);
export const ACTIVATE = mutation("activateApiClient", `client { ${CLIENT} } keyId secret`);
export const ROTATE = mutation("rotateApiClientSecret", `client { ${CLIENT} } keyId secret`);
export const UPDATE = mutation("updateApiClient", CHANGED);
export const REVOKE = mutation("revokeApiClient", CHANGED);
export const CLIENTS = `query List($limit: Int, $nextToken: String, $stepUpToken: String) { apiClients(limit: $limit, nextToken: $nextToken, stepUpToken: $stepUpToken) { items { ${CLIENT} } nextToken } }`;

export const SHOP = {
  name: "Web shop",
  email: "shop@example.com",
  purposes: ["login", "payment"],
  dailySends: 1_000,
  countries: ["US"],
  sites: [
    { host: "shop.example.com", androidHash: "FA+9qCX9VSu" },
    { host: "pay.example.com", androidHash: null },
  ],
  transactionRequired: true,
};

/** Makes an operator whom no other test knows, and who has just proven a second factor. */
export async function newOperator(service: TestService) {
  const { email, pool } = await addPoolUser(service);
  const cognito = administrator(service);
  await cognito.adminAddUserToGroup({ ...pool, GroupName: OPERATORS_GROUP });
  cognito.destroy();
  return operatorOf(service, email, { channel: "EMAIL", to: email });
}

/** Makes an operator who has just proven a second factor. @param given as `stepUp` has it */
export async function operatorOf(service: TestService, email = "admin@example.com", given = {}) {
  const { IdToken } = await service.cognito.tokensOf(email, service.outputs.operatorsClientId);
  const caller = callerWith(service, { authorization: IdToken });
  const stepUpToken = await stepUp(service, caller, given);
  const call = (query: string, input: object) => caller(query, { input: { stepUpToken, ...input } });
  const done = async (query: string, input: object) => payloadOf(await call(query, input));
  const pages = (variables: object = {}) => caller(CLIENTS, { stepUpToken, ...variables });
  return {
    stepUpToken,
    /** Calls a mutation. @returns the whole answer */
    call,
    /** Calls a mutation. @returns its payload; fails on errors */
    done,
    /** Asks for a page of clients. @returns the whole answer */
    pages,
    /** Asks for a page of clients. @returns it; fails on errors */
    list: async (variables?: object) => payloadOf(await pages(variables)),
    create: async (given: object = {}) => (await done(CREATE, { ...SHOP, ...given })).client,
    /** Creates a client, and activates it. @returns what the activation answers */
    async active(given: object = {}) {
      const { id, email } = await this.create(given);
      return payloadOf(await activate(service, id, codeTo(service, email)));
    },
  };
}

export function payloadOf({ data, errors }: Answer) {
  expect(errors).toBeUndefined();
  return Object.values(data)[0] as Answer["data"];
}

/** A caller with the API key alone. */
export const keyHolder = (service: TestService, apiKey = service.outputs.apiKey) =>
  callerWith(service, { "x-api-key": apiKey });

/** A secret may stand in the answer that tells it, once; the search for what got out looks for it everywhere else. */
function callerWith(service: TestService, headers: object): Caller {
  const keep: Keep = (text, itsHeaders) => {
    const [, secret] = /"secret":"([^"]+)"/.exec(text) ?? [];
    if (secret) service.secrets.push(secret);
    service.keep(secret ? text.replace(secret, "told") : text, itsHeaders);
  };
  return (query, variables) => post(service.outputs.graphqlUrl, query, variables, async () => headers, keep);
}

export const activate = (service: TestService, id: string, activationCode: string) =>
  keyHolder(service)(ACTIVATE, { input: { id, activationCode } });

const GROUPED = /\b(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}\b/;

/** The activation code in the newest e-mail to an address. */
export function codeTo(service: TestService, email: string): string {
  const [code] = GROUPED.exec(service.lastMessageTo(email).text) ?? [];
  if (!code) throw new Error(`no activation code was sent to ${email}`);
  return code;
}
