import { Hash } from "@smithy/hash-node";
import { SignatureV4 } from "@smithy/signature-v4";
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { request as send } from "undici";
import { expect, onTestFinished } from "vitest";
import { type AuthenticatorDeps, createAuthenticator } from "../../src/auth/authenticate.ts";
import type { Caller } from "../../src/contracts.ts";
import type { ApiDescription, Credentials } from "../../src/description.ts";
import { Refusal } from "../../src/errors.ts";
import { type HttpHandler, serveHttp } from "../../src/http-server.ts";

export const NOW = Date.parse("2026-01-02T03:04:05Z");
export const NOT_AUTHORIZED = "You are not authorized to make this call.";
export const BODY = JSON.stringify({
  query: "query Hello($name: String) { hello(name: $name) }",
  operationName: "Hello",
  variables: { name: "you" },
});

/** Listens on a free port until the test is over. */
async function listen(handler: HttpHandler): Promise<string> {
  const server = await serveHttp(handler);
  onTestFinished(() => server.close());
  return server.url;
}

const json = (status: number, body: unknown) => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** A server that does nothing but authenticate. What it found is in `callers`, why it refused in `logs`. */
export async function guard(auth: ApiDescription["auth"], deps: Partial<AuthenticatorDeps> = {}) {
  const callers: Caller[] = [];
  const logs: string[] = [];
  const onLog = (line: string) => logs.push(line);
  const authenticate = createAuthenticator(auth, { clock: () => NOW, apiId: "thisapi", onLog, ...deps });
  const url = await listen(async (request) => {
    try {
      callers.push(await authenticate({ ...request, requestId: "r-1" }));
      return json(200, { data: { hello: "you" } });
    } catch (error) {
      const { status, errors } = error as Refusal;
      return json(error instanceof Refusal ? status : 500, { errors });
    }
  });
  return { url: `${url}/graphql`, callers, logs };
}

export type Guard = Awaited<ReturnType<typeof guard>>;

export async function post(url: string, headers: Record<string, string>, body: string = BODY) {
  const answer = await send(url, { method: "POST", headers, body });
  return { status: answer.statusCode, body: (await answer.body.json()) as unknown };
}

/** Expects a caller. */
export async function accepted(server: Guard, headers: Record<string, string>, body?: string): Promise<Caller> {
  const answer = await post(server.url, headers, body);
  expect(answer.status, server.logs.at(-1)).toBe(200);
  return server.callers.at(-1) as Caller;
}

interface Refused {
  message?: string;
  body?: string;
  status?: number;
  errorType?: string;
}

/** Expects HTTP 401, or the status, with the message, for the reason that the developer's log gives. */
export async function refused(
  server: Guard,
  headers: Record<string, string>,
  reason: string,
  { message = NOT_AUTHORIZED, body, status = 401, errorType = "UnauthorizedException" }: Refused = {},
): Promise<void> {
  const before = server.callers.length;
  const answer = await post(server.url, headers, body);
  expect(answer.body).toEqual({ errors: [{ errorType, message }] });
  expect(answer.status).toBe(status);
  expect(server.logs.at(-1)).toContain(reason);
  expect(server.callers).toHaveLength(before);
}

export const CLIENT = "1example23456789";

const unusedKeyPairs: Awaited<ReturnType<typeof generateKeyPair>>[] = [];

/** A pair that no other pool of this test has. Tests take turns with the same ones, for RSA keys are slow to make. */
async function takeKeyPair() {
  const pair = unusedKeyPairs.pop() ?? (await generateKeyPair("RS256"));
  onTestFinished(() => void unusedKeyPairs.push(pair));
  return pair;
}

/** A user pool: keys of its own, published over HTTP. */
export async function userPool() {
  const published: JWK[] = [];
  const state = { fetches: 0, down: false };
  const url = await listen(() => {
    state.fetches += 1;
    return state.down ? json(500, null) : json(200, { keys: published });
  });
  const issuer = `${url}/us-east-1_pool`;
  const newKey = async (kid: string) => {
    const { privateKey, publicKey } = await takeKeyPair();
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" };
    return { kid, privateKey, publicKey, jwk };
  };
  const key = await newKey("first");
  published.push(key.jwk);
  const idToken = {
    sub: "11111111-2222-3333-4444-555555555555",
    iss: issuer,
    aud: CLIENT,
    token_use: "id",
    "cognito:username": "ada",
    iat: NOW / 1000,
    exp: NOW / 1000 + 3600,
  };
  /** A signed ID token; claims given as undefined are left out. */
  const sign = (claims: JWTPayload = {}, by = key) =>
    new SignJWT({ ...idToken, ...claims }).setProtectedHeader({ alg: "RS256", kid: by.kid }).sign(by.privateKey);
  return { issuer, published, state, key, idToken, newKey, sign };
}

export const CREDENTIALS: Credentials = { accessKeyId: "AKIALOCALEXAMPLE", secretAccessKey: "local/secret/example" };

export interface SigningOptions {
  credentials?: Credentials;
  region?: string;
  service?: string;
  date?: Date;
  headers?: Record<string, string>;
  body?: string;
  /** Names to leave out of the signature. */
  unsigned?: string[];
  /** Names to sign though the signer leaves them out by itself. */
  signable?: string[];
}

/**
 * The headers that the SDK's signer would send with a POST of the body. Not by `signRequest`: what the runtime verifies comes
 * from an independent client here, and a test chooses which headers are signed.
 */
export async function signed(url: string, options: SigningOptions = {}): Promise<Record<string, string>> {
  const { credentials = CREDENTIALS, region = "eu-central-1", service = "appsync", date = new Date(NOW) } = options;
  const signer = new SignatureV4({ credentials, region, service, sha256: Hash.bind(null, "sha256") });
  const { protocol, hostname, host, pathname } = new URL(url);
  const headers = { host, "content-type": "application/json", ...options.headers };
  const request = {
    method: "POST",
    protocol,
    hostname,
    path: pathname,
    query: {},
    headers,
    body: options.body ?? BODY,
  };
  const signing = { unsignableHeaders: new Set(options.unsigned), signableHeaders: new Set(options.signable) };
  return (await signer.sign(request, { signingDate: date, ...signing })).headers;
}
