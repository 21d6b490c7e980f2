import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** A host leads to an address that no webhook may reach: of this machine, of a private network, or of another range with a use of its own. */
export class AddressRefused extends Error {
  readonly code = "AddressRefused";
}

/** What of IPv6 is given to networks so far (RFC 4291, 2.4, and IANA's registry). Old forms that hold an IPv4 address are outside of it. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/** @param loopback whether this machine may be reached */
function isAllowed(address: string, loopback: boolean): boolean {
  // An IPv4 address that is mapped into IPv6 is what is reached, and so what counts.
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (range === "loopback") return loopback;
  return range === "unicast" && (parsed.kind() === "ipv4" || parsed.match(GLOBAL_UNICAST));
}

/** Checks a host that is an address, which nobody looks up. @param host as a URL has it @throws AddressRefused */
export function checkLiteral(host: string, loopback: boolean): void {
  const address = host.replace(/^\[|\]$/g, "");
  if (isIP(address) !== 0 && !isAllowed(address, loopback)) throw new AddressRefused();
}

/**
 * Gives a `lookup` for connections that refuses a name as soon as one of its addresses is not allowed. The connection is made to the very
 * addresses that were checked, so that a name that changes its mind gains nothing.
 *
 * @param resolve how names are looked up. Default: as this system does
 */
export const checkedLookup =
  (loopback: boolean, resolve: typeof systemLookup = systemLookup): LookupFunction =>
  (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const allowed = addresses.every(({ address }) => isAllowed(address, loopback));
      return allowed ? callback(null, addresses) : callback(new AddressRefused(), []);
    });
