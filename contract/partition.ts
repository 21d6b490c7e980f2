/** What stands under a partition key of the table Tokens, `<tenant>|<kind>|<rest>`: whose it is, and which kind of items. */
export interface Partition {
  tenant: string;
  /** `s`: a subject's common lane; `l`: a known device's lane; `p`: the person; others as `resolvers/shared/keys.ts` makes them. */
  kind: string;
  /** The subject; for `l` the device, `|` and the subject. */
  rest: string;
}

/** Reads a partition key. A tenant's name holds no `|`, and a kind is one letter. */
export function partitionOf(pk: string): Partition {
  const bar = pk.indexOf("|");
  return { tenant: pk.slice(0, bar), kind: pk.slice(bar + 1, bar + 2), rest: pk.slice(bar + 3) };
}

/**
 * Gives the partition key of a destination's counters.
 *
 * @param counted `d`: messages from everybody; `k`: from known devices that have verified it; `c`: those to it as somebody's new address; `f`: those
 *   of the test mode, with its fixed code
 * @param mailbox `mailboxOf` the destination
 */
export const destinationPartition = (tenant: string, counted: "c" | "d" | "f" | "k", mailbox: string) =>
  `${tenant}|${counted}|${mailbox}`;

/** How the sort keys of counters of messages begin; the day follows, in days since 1970. */
export const SENDS_PREFIX = "#sends#";
