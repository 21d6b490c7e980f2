import { util } from "@aws-appsync/utils";

/** The first 96 bits of the addresses that stand for IPv4 addresses: mapped ones (RFC 4291, 2.5.5.2) and translated ones (RFC 6052, 2.1). */
const OF_IPV4 = ["00000000000000000000ffff", "0064ff9b0000000000000000"];
const ZEROS = ["0000", "0000", "0000", "0000", "0000", "0000", "0000", "0000"];
/** Characters of the longest address: an IPv6 address that ends in an IPv4 address. */
const MAX_LENGTH = 45;
/** A number from 0 to 255 without leading zeros, which some programs read as octal. */
const OCTET = "^(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\z";
const GROUP = "^[0-9A-Fa-f]{1,4}\\z";
const DIGITS = "0123456789abcdef";

/**
 * Gives what an address counts as: all 32 bits of an IPv4 address, and the first 64 of an IPv6 address, because a customer is given at
 * least so many (RFC 6177) and changes the others at will. An IPv4 address counts as the same in each of its forms.
 *
 * @param text an address in a form of RFC 4291, 2.2, or in dotted decimal
 * @returns 8 or 16 hex digits; null for any other text
 */
export function addressBlock(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  if (text.indexOf(":") < 0) return dottedGroups(text)?.join("") ?? null;
  const sides = text.split("::");
  const head = groupsOf(sides[0] as string, sides.length === 1);
  const tail = sides.length === 2 ? groupsOf(sides[1] as string, true) : [];
  if (sides.length > 2 || head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (sides.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...ZEROS.slice(0, missing), ...tail];
  return OF_IPV4.indexOf(groups.slice(0, 6).join("")) >= 0 ? groups.slice(6).join("") : groups.slice(0, 4).join("");
}

/**
 * Gives the groups of an IPv6 address on one side of `::`, each as four small hex digits; null if there are others.
 *
 * @param isLast whether the address ends here: an IPv4 address may stand only there
 */
function groupsOf(side: string, isLast: boolean): string[] | null {
  if (side === "") return [];
  const pieces = side.split(":");
  const last = pieces[pieces.length - 1] as string;
  const dotted = isLast ? dottedGroups(last) : null;
  const groups = dotted === null ? pieces : [...pieces.slice(0, -1), ...dotted];
  if (!groups.every((group) => util.matches(GROUP, group))) return null;
  return groups.map((group) => `000${group}`.slice(-4).toLowerCase());
}

/** Gives the two groups that an IPv4 address in dotted decimal stands for; null for any other text. */
function dottedGroups(text: string): string[] | null {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every((octet) => util.matches(OCTET, octet))) return null;
  const [a, b, c, d] = octets.map((octet) => hexByte(JSON.parse(octet)));
  return [`${a}${b}`, `${c}${d}`];
}

const hexByte = (octet: number) => `${DIGITS.charAt(Math.floor(octet / 16))}${DIGITS.charAt(octet % 16)}`;
