import type { Host } from "../invocation.ts";
import { floor, padStart, parseInteger, toBigInt, toNumber, toRadix } from "../primordials.ts";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** KSUID's epoch, in seconds since 1970. */
const KSUID_EPOCH = 1_400_000_000;

/** `util.autoId`, `autoUlid` and `autoKsuid`. */
export function createIds(host: Host) {
  return {
    /** A UUID of version 4 (RFC 9562). */
    autoId(): string {
      const random = host.randomHex(16);
      const variant = toRadix((parseInteger(random.slice(16, 17), 16) & 3) | 8, 16);
      const parts = [random.slice(0, 8), random.slice(8, 12), `4${random.slice(13, 16)}`];
      return [...parts, variant + random.slice(17, 20), random.slice(20)].join("-");
    },
    /** 48 bits of milliseconds and 80 random bits, in Crockford's base 32. */
    autoUlid(): string {
      return inBase(CROCKFORD, 26, hexOf(host.now(), 12) + host.randomHex(10));
    },
    /** 32 bits of seconds since KSUID's epoch and 128 random bits, in base 62. */
    autoKsuid(): string {
      return inBase(BASE62, 27, hexOf((floor(host.now() / 1000) - KSUID_EPOCH) >>> 0, 8) + host.randomHex(16));
    },
  };
}

const hexOf = (value: number, width: number) => padStart(toRadix(value, 16), width, "0");

function inBase(alphabet: string, width: number, hex: string): string {
  const base = toBigInt(alphabet.length);
  let rest = toBigInt(`0x${hex}`);
  let text = "";
  for (let at = 0; at < width; at += 1) {
    text = alphabet[toNumber(rest % base)] + text;
    rest /= base;
  }
  return text;
}
