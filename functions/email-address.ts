import { domainToASCII } from "node:url";

/**
 * Gives an address in the form that mail servers take: a domain beyond ASCII as `xn--` labels (RFC 5891, UTS #46), in the case and
 * composition that it stands for. A domain that there cannot be leaves nothing behind the @.
 */
export function asciiAddress(address: string): string {
  const at = address.lastIndexOf("@") + 1;
  const domain = address.slice(at);
  return BEYOND_ASCII.test(domain) ? `${address.slice(0, at)}${domainToASCII(domain)}` : address;
}

const BEYOND_ASCII = /[^\p{ASCII}]/u;

/** The bytes of a name that an encoded word holds: it has 75 characters at most (RFC 2047, section 2). */
const WORD_BYTES = 45;

/** Gives a sender with its name: quoted (RFC 5322, section 3.2.4), or beyond ASCII in encoded words, as SES wants it. */
export function mailbox(name: string, address: string): string {
  if (!BEYOND_ASCII.test(name)) return `"${name.replace(/["\\]/g, "\\$&")}" <${address}>`;
  const words = [""];
  for (const character of name) {
    const longer = `${words.at(-1)}${character}`;
    if (Buffer.byteLength(longer) <= WORD_BYTES) words[words.length - 1] = longer;
    else words.push(character);
  }
  return `${words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString("base64")}?=`).join(" ")} <${address}>`;
}
