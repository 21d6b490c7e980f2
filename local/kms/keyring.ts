import { createPrivateKey, createSecretKey, type KeyObject } from "node:crypto";
import { accessKeyIdOf, type WireCall, WireError } from "../wire/index.ts";
import type { KmsKey, KmsKeys } from "./keys.ts";
import { type KeyUsage, SPECS } from "./specs.ts";

export interface LoadedKey {
  /** Read at each call: whether the key is enabled, and who may use it. */
  data: KmsKey;
  arn: string;
  /** The secret key; for RSA, the private key. */
  material: KeyObject;
}

export interface Keyring {
  /**
   * @param reference id, ARN, alias (`alias/name`) or the ARN of an alias
   * @throws WireError NotFoundException, or AccessDeniedException when the caller may not use the key for this operation
   */
  find(reference: string, call: WireCall): LoadedKey;
  /** The key with this id; undefined when it does not exist or the caller may not use it for this operation. */
  peek(id: string, call: WireCall): LoadedKey | undefined;
}

export interface KeyringOptions {
  region: string;
  accountId: string;
}

/** @throws Error when an id or a key's material is malformed, or two keys share an id or alias */
export function createKeyring(keys: KmsKeys, { region, accountId }: KeyringOptions): Keyring {
  const prefix = `arn:aws:kms:${region}:${accountId}:`;
  const byReference = new Map<string, LoadedKey>();
  for (const data of keys) {
    const arn = `${prefix}key/${data.id}`;
    if (!KEY_ID.test(data.id))
      throw new Error(`'${data.id}' is not an id of a KMS key: use 1 to 128 characters out of A-Z a-z 0-9 - _`);
    const key = { data, arn, material: loadMaterial(data) };
    const aliases = data.aliases.flatMap((alias) => [`alias/${alias}`, `${prefix}alias/${alias}`]);
    for (const reference of [data.id, arn, ...aliases]) {
      if (byReference.has(reference))
        throw new Error(`two KMS keys have the name ${reference}: give each its own id and aliases`);
      byReference.set(reference, key);
    }
  }

  return {
    find(reference, call) {
      const key = byReference.get(reference);
      if (!key) throw notFound(reference, prefix);
      if (!mayUse(key.data, call)) throw accessDenied(key.arn, call);
      return key;
    },
    peek(id, call) {
      const key = byReference.get(id);
      return key && mayUse(key.data, call) ? key : undefined;
    },
  };
}

/** @throws WireError when the key is disabled or has another usage */
export function checkUsable({ data, arn }: LoadedKey, usage: KeyUsage, { operation }: WireCall): void {
  if (!data.enabled) throw new WireError("DisabledException", `${arn} is disabled.`);
  const { usage: actual } = SPECS[data.spec];
  if (actual === usage) return;
  throw new WireError("InvalidKeyUsageException", `${arn} key usage is ${actual} which is not valid for ${operation}.`);
}

/** @throws WireError when keys of this spec do not support the algorithm */
export function checkAlgorithm({ data: { spec } }: LoadedKey, algorithm: string): void {
  if (SPECS[spec].algorithms.includes(algorithm)) return;
  throw new WireError("InvalidKeyUsageException", `Algorithm ${algorithm} is incompatible with key spec ${spec}.`);
}

function loadMaterial({ id, spec, material }: KmsKey): KeyObject {
  const bytes = Buffer.from(material, "base64");
  try {
    if (spec === "RSA_2048") return loadRsa(material);
    const isBase64 = bytes.length > 0 && bytes.toString("base64") === material;
    // An HMAC key may have any length, because published test vectors use several.
    if (isBase64 && (spec === "HMAC_256" || bytes.length === 32)) return createSecretKey(bytes);
  } catch {
    // What OpenSSL says names neither the key nor what would be right.
  }
  const right = spec === "RSA_2048" ? "an RSA private key of 2,048 bits as PEM" : "32 bytes in base64";
  throw new Error(`the material of KMS key ${id} (${spec}) must be ${right}`);
}

function loadRsa(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType === "rsa" && key.asymmetricKeyDetails?.modulusLength === 2048) return key;
  throw new Error("another kind of key");
}

/** The caller is whoever the request names: signatures are not verified. */
function mayUse({ allow }: KmsKey, { operation, headers }: WireCall): boolean {
  if (!allow) return true;
  const caller = accessKeyIdOf(headers);
  return allow.some(({ accessKeyId, operations }) => accessKeyId === caller && operations.includes(operation));
}

function accessDenied(arn: string, { operation, headers }: WireCall): WireError {
  const caller = accessKeyIdOf(headers) ?? "anonymous";
  return new WireError(
    "AccessDeniedException",
    `User: ${caller} is not authorized to perform: kms:${operation} on resource: ${arn} ` +
      `because no resource-based policy allows the kms:${operation} action`,
  );
}

const KEY_ID = /^[\w-]{1,128}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function notFound(reference: string, prefix: string): WireError {
  const refuse = (message: string) => new WireError("NotFoundException", message);
  if (reference.startsWith("alias/")) return refuse(`Alias ${prefix}${reference} is not found.`);
  if (reference.startsWith("arn:") && reference.includes(":alias/")) return refuse(`Alias ${reference} is not found.`);
  if (reference.startsWith("arn:")) return refuse(`Key '${reference}' does not exist`);
  return refuse(
    UUID.test(reference) ? `Key '${prefix}key/${reference}' does not exist` : `Invalid keyId '${reference}'`,
  );
}
