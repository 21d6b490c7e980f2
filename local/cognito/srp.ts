import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from "node:crypto";

/**
 * The server's side of Cognito's SRP-6a: group 15 of RFC 3526, SHA-256, and a session key made by HKDF. Numbers are hashed in
 * Java's encoding: whole bytes, with a leading zero byte when the highest bit is set.
 */

/** The values stored instead of a password, in hexadecimal. The password can be found from them only by guessing. */
export interface Credential {
  salt: string;
  verifier: string;
}

/** The numbers of one sign-in: the client's public number, and the server's secret and public numbers. */
export interface Exchange {
  A: bigint;
  b: bigint;
  B: bigint;
}

const N = BigInt(`0x${getDiffieHellman("modp15").getPrime("hex")}`);
const g = 2n;
const k = hashOf(N, g);
const MAX_HEX_DIGITS = 768;
const INFO = "Caldera Derived Key";

/**
 * @param identity the text that is hashed with the password: the pool's name (the part of its id after the `_`) and the user's id
 * @param salt hexadecimal. Default: a random one
 */
export function credentialOf(identity: string, password: string, salt = randomBytes(16).toString("hex")): Credential {
  const secret = createHash("sha256").update(`${identity}:${password}`).digest();
  return { salt, verifier: power(g, hashOf(BigInt(`0x${salt}`), secret)).toString(16) };
}

export const matches = (credential: Credential, identity: string, password: string): boolean =>
  credentialOf(identity, password, credential.salt).verifier === credential.verifier;

/**
 * Begins a sign-in.
 *
 * @param clientPublic the client's number, hexadecimal
 * @returns null when the number is malformed or would make the key predictable
 */
export function beginExchange({ verifier }: Credential, clientPublic: string): Exchange | null {
  if (clientPublic.length > MAX_HEX_DIGITS || !/^[0-9a-f]+$/i.test(clientPublic)) return null;
  const A = BigInt(`0x${clientPublic}`);
  if (A % N === 0n) return null;
  const b = BigInt(`0x${randomBytes(32).toString("hex")}`);
  return { A, b, B: (k * BigInt(`0x${verifier}`) + power(g, b)) % N };
}

/** Computes the session key. The client computes the same key if it knows the password. */
export function sessionKey({ A, b, B }: Exchange, { verifier }: Credential): Buffer {
  const u = hashOf(A, B);
  const shared = power(A * power(BigInt(`0x${verifier}`), u), b);
  return Buffer.from(hkdfSync("sha256", bytesOf(shared), bytesOf(u), INFO, 16));
}

/** Makes the MAC by which the client proves that it has the session key. */
export const claimOf = (key: Buffer, identity: string, secretBlock: Buffer, timestamp: string): Buffer =>
  createHmac("sha256", key).update(identity).update(secretBlock).update(timestamp).digest();

function bytesOf(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(even >= "8" ? `00${even}` : even, "hex");
}

function hashOf(...parts: (bigint | Buffer)[]): bigint {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(typeof part === "bigint" ? bytesOf(part) : part);
  return BigInt(`0x${hash.digest("hex")}`);
}

/** Modular exponentiation. Node's Diffie-Hellman is faster, but first takes three seconds to check the prime. */
function power(base: bigint, exponent: bigint): bigint {
  const reduced = base % N;
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % N;
    if (bit === "1") result = (result * reduced) % N;
  }
  return result;
}
