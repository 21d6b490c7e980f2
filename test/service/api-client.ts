import { createHash, createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import canonicalize from "canonicalize";
import { type ApiClient, CLIENTS_PARTITION, secretText } from "../../contract/api-clients.ts";
import { signedText } from "../../contract/signing.ts";
import { NO_MAC } from "../../contract/slot.ts";
import { REGION } from "../../local/service/index.ts";
import { type Caller, post, type TestService } from "./support.ts";

/** API clients of a test: their items, their secrets, and requests that they sign. */

/** What a client keeps. */
export interface ClientKey {
  clientId: string;
  secretVersion: number;
  secret: string;
}

/** Writes the item of an active client. */
export async function newClient(service: TestService, given: Partial<ApiClient> = {}): Promise<ClientKey> {
  const clientId = randomBytes(8).toString("hex");
  const now = Math.floor(service.now() / 1000);
  const client: ApiClient = {
    pk: CLIENTS_PARTITION,
    sk: clientId,
    version: 2,
    revision: 1,
    name: "Shop",
    email: "shop@example.com",
    status: "ACTIVE",
    purposes: ["login", "payment", "verify-contact"],
    dailySends: 1_000,
    countries: [],
    sites: [],
    transactionRequired: false,
    webhookUrl: null,
    createdAt: now,
    updatedAt: now,
    activatedAt: now,
    lastUsedAt: 0,
    secretVersion: 1,
    previousValidUntil: 0,
    oldestSecretVersion: 1,
    activationMac: NO_MAC,
    activationExpiresAt: 0,
    changedBy: null,
    ...given,
  };
  await clientsTable(service, (sdk) => sdk.putItem({ TableName: "Clients", Item: marshall(client) }));
  return keyOf(service, clientId, client.secretVersion);
}

/** Changes attributes of a client's item. */
export async function changeClient(service: TestService, clientId: string, changes: Partial<ApiClient>) {
  for (const [name, value] of Object.entries(changes)) {
    await clientsTable(service, (sdk) =>
      sdk.updateItem({
        TableName: "Clients",
        Key: { pk: { S: CLIENTS_PARTITION }, sk: { S: clientId } },
        UpdateExpression: "SET #name = :value",
        ExpressionAttributeNames: { "#name": name },
        ExpressionAttributeValues: marshall({ ":value": value }),
      }),
    );
  }
}

/** Reads a client's item. */
export const clientItem = (service: TestService, clientId: string) =>
  clientsTable(service, async (sdk) => {
    const Key = { pk: { S: CLIENTS_PARTITION }, sk: { S: clientId } };
    return (await sdk.getItem({ TableName: "Clients", Key, ConsistentRead: true })).Item;
  });

async function clientsTable<Result>(service: TestService, use: (sdk: DynamoDB) => Promise<Result>): Promise<Result> {
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  const sdk = new DynamoDB({ endpoint: service.outputs.dynamodbUrl, region: REGION, credentials });
  return use(sdk).finally(() => sdk.destroy());
}

/** Derives the secret of a version with the stand-in's client key, which only a test may do. */
export function keyOf({ folder, secrets }: TestService, clientId: string, secretVersion: number): ClientKey {
  const { keys } = JSON.parse(readFileSync(join(folder, "state.json"), "utf8"));
  // A deployed template names its keys itself.
  const isClientKey = ({ id, aliases }: { id: string; aliases: string[] }) =>
    aliases.includes("otp-client") || id.startsWith("KeysClient");
  const { material } = keys.find(isClientKey);
  const secret = createHmac("sha256", Buffer.from(material, "base64"))
    .update(secretText(clientId, secretVersion))
    .digest("base64");
  secrets.push(secret);
  return { clientId, secretVersion, secret };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The parts of a request that a signature covers. */
export interface Signable {
  apiId: string;
  query: string;
  operationName?: string | null;
  variables?: unknown;
}

/** Signs a request as docs/signing.md has it. @param at epoch seconds */
export function sign(
  { clientId, secretVersion, secret }: ClientKey,
  { apiId, query, operationName, variables }: Signable,
  { at, nonce = randomBytes(16).toString("hex") }: { at: number; nonce?: string },
): string {
  const version = `${secretVersion}`;
  const text = signedText({
    apiId,
    clientId,
    secretVersion: version,
    timestamp: `${at}`,
    nonce,
    operationName: operationName ?? "",
    querySha256: sha256(query),
    variablesSha256: sha256(canonicalize(variables ?? {}) as string),
  });
  const signature = createHmac("sha256", secret).update(text).digest("hex");
  return ["otp1", clientId, version, at, nonce, signature].join("_");
}

/** Makes a caller who signs each request as this client. @param over replaces what is signed, or the time in epoch seconds */
export function signedCaller(
  service: TestService,
  key: ClientKey,
  over: Partial<Signable> & { at?: number } = {},
): Caller {
  const { apiId, graphqlUrl } = service.outputs;
  return (query, variables) =>
    post(
      graphqlUrl,
      query,
      variables,
      async () => {
        const at = over.at ?? Math.floor(service.now() / 1000);
        const authorization = sign(key, { apiId, query, variables, ...over }, { at });
        service.secrets.push(authorization.split("_").at(-1) as string);
        return { authorization };
      },
      service.keep,
    );
}
