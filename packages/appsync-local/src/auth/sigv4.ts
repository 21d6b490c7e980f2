import { createHash, timingSafeEqual } from "node:crypto";
import { Hash } from "@smithy/hash-node";
import { SignatureV4 } from "@smithy/signature-v4";

import type { Credentials } from "../description.ts";
import type { HttpRequest } from "../http-server.ts";

/** AWS Signature Version 4, to sign and to verify. */

const Sha256 = Hash.bind(null, "sha256");
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 +Credential=([^/, ]+)\/(\d{8})\/([^/, ]+)\/([^/, ]+)\/aws4_request *, *SignedHeaders=([^, ]+) *, *Signature=([0-9a-f]{64})$/;
const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

export interface RequestToSign {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string;
}

export interface SigningScope {
  region: string;
  /** The signing name, e.g. `kms`. */
  service: string;
  credentials: Credentials;
  date: Date;
}

/**
 * Signs a request that this process sends.
 * @returns every header to send, names in lower case: the given ones, `host`, and the signature's own
 */
export async function signRequest(request: RequestToSign, scope: SigningScope): Promise<Record<string, string>> {
  const headers: Record<string, string> = { host: request.url.host };
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  return sign({ ...request, headers }, scope);
}

/** The content of the `Authorization` header of a signed request. */
export interface SignatureClaim {
  accessKeyId: string;
  /** `YYYYMMDD` */
  day: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

type Groups = [string, string, string, string, string, string, string];

/** Reads `AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...`; undefined if it is anything else. */
export function parseSignature(authorization: string): SignatureClaim | undefined {
  const match = AUTHORIZATION.exec(authorization);
  if (!match) return undefined;
  const [, accessKeyId, day, region, service, names, signature] = match as unknown as Groups;
  return { accessKeyId, day, region, service, signedHeaders: names.split(";"), signature };
}

/** Reads an `x-amz-date` (`20260102T030405Z`); undefined if it is missing or not one. */
export function parseAmzDate(text: string | undefined): Date | undefined {
  const date = new Date((text ?? "").replace(AMZ_DATE, "$1-$2-$3T$4:$5:$6Z"));
  return AMZ_DATE.test(text ?? "") && !Number.isNaN(date.getTime()) ? date : undefined;
}

/**
 * Whether the received request was signed as it claims by the scope's credentials: it is signed again, over the headers
 * that the claim names and over the body as it arrived, and the two signatures are compared.
 */
export async function isSignedBy(request: HttpRequest, claim: SignatureClaim, scope: SigningScope): Promise<boolean> {
  const headers: Record<string, string> = {};
  for (const name of claim.signedHeaders) {
    const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
    if (value === undefined) return false;
    headers[name] = value;
  }
  // The signer trusts this header for the body's hash, so it has to be right; `UNSIGNED-PAYLOAD` is not accepted.
  const declared = headers["x-amz-content-sha256"];
  if (declared !== undefined && declared !== createHash("sha256").update(request.body).digest("hex")) return false;
  const url = URL.parse(request.url, "http://received");
  if (url === null) return false;
  const signed = await sign({ method: request.method, url, headers, body: request.body }, scope, claim.signedHeaders);
  const expected = parseSignature(signed.authorization ?? "");
  if (expected?.day !== claim.day) return false;
  return timingSafeEqual(Buffer.from(expected.signature), Buffer.from(claim.signature));
}

interface Signable {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

async function sign(request: Signable, scope: SigningScope, only?: string[]): Promise<Record<string, string>> {
  const { region, service, credentials, date } = scope;
  const signer = new SignatureV4({
    region,
    service,
    credentials,
    sha256: Sha256,
    // When sending, the hash is a header too (S3 asks for it); when checking, nothing may be added to what was signed.
    applyChecksum: only === undefined,
    uriEscapePath: service !== "s3",
  });
  const { hostname, pathname, protocol } = request.url;
  const signed = await signer.sign(
    {
      method: request.method,
      protocol,
      hostname,
      path: pathname,
      query: queryOf(request.url),
      headers: request.headers,
      body: request.body,
    },
    // Headers that the signer leaves out by itself (user-agent and others) count when the claim names them.
    { signingDate: date, ...(only && { signableHeaders: new Set(only) }) },
  );
  return signed.headers;
}

function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string[]> = {};
  if (url.search === "") return query;
  for (const name of url.searchParams.keys()) query[name] = url.searchParams.getAll(name);
  return query;
}
