import { WireError } from "../wire/index.ts";

/** Characters that SES accepts nowhere in a bare address. */
const CONTROL_OR_WHITESPACE = /[^\x21-\x7e]/;
const IN_ANGLE_BRACKETS = /<([^<>]*)>\s*$/;

/**
 * The bare address in `a@b.example` or `Name <a@b.example>`.
 *
 * @throws WireError InvalidParameterValue for what SES itself refuses as an address. SES checks little: it tries to deliver
 */
export function bareAddress(text: string): string {
  const address = (IN_ANGLE_BRACKETS.exec(text)?.[1] ?? text).trim();
  const at = address.lastIndexOf("@");
  if (CONTROL_OR_WHITESPACE.test(at < 0 ? address : address.slice(0, at))) {
    throw invalid("Local address contains control or whitespace");
  }
  if (at < 0) throw invalid("Missing final '@domain'");
  const domain = address.slice(at + 1);
  if (domain === "") throw invalid("Missing domain");
  if (CONTROL_OR_WHITESPACE.test(domain)) throw invalid("Domain contains control or whitespace");
  return address;
}

const invalid = (message: string) => new WireError("InvalidParameterValue", message);

/** Whether one of the identities covers a bare address: the address itself, its domain, or a parent domain. */
export function isCovered(identities: readonly string[], address: string): boolean {
  const exact = normalise(address);
  const domain = exact.slice(exact.lastIndexOf("@") + 1);
  return identities
    .map(normalise)
    .some((identity) => identity === exact || identity === domain || domain.endsWith(`.${identity}`));
}

/** Lower-cases the domain. The part before the @ is case-sensitive. */
function normalise(addressOrDomain: string): string {
  const domainStart = addressOrDomain.lastIndexOf("@") + 1;
  return addressOrDomain.slice(0, domainStart) + addressOrDomain.slice(domainStart).toLowerCase();
}
