import { createHash, getDiffieHellman, hkdfSync, randomBytes } from "node:crypto";

/** The client's half of SRP, the same as in amazon-cognito-identity-js, which takes a tenth of a second each time. */

const number = (hex: string) => BigInt(`0x${hex}`);
const N = number(getDiffieHellman("modp15").getPrime("hex"));

/** Encodes a number as whole bytes, with a leading zero byte when the highest bit is set. */
const padded = (value: bigint) => {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, "hex");
  return (bytes[0] as number) < 128 ? bytes : Buffer.concat([Buffer.of(0), bytes]);
};

const hash = (...parts: (Buffer | string)[]) =>
  createHash("sha256")
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();

function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = power(base, exponent / 2n);
  const square = (half * half) % N;
  return exponent % 2n === 1n ? (square * base) % N : square;
}

/** Numbers are in hexadecimal, both in arguments and in results. */
export function srpClient() {
  const a = number(randomBytes(32).toString("hex"));
  const A = power(2n, a);
  return {
    A: A.toString(16),
    keyFor(secret: string, serverPublic: string, salt: string): Buffer {
      const B = number(serverPublic);
      const k = number(hash(padded(N), padded(2n)).toString("hex"));
      const u = number(hash(padded(A), padded(B)).toString("hex"));
      const x = number(hash(padded(number(salt)), hash(secret)).toString("hex"));
      const base = (((B - k * power(2n, x)) % N) + N) % N;
      return Buffer.from(hkdfSync("sha256", padded(power(base, a + u * x)), padded(u), "Caldera Derived Key", 16));
    },
  };
}
