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
