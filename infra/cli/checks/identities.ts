import { GetIdentityVerificationAttributesCommand, type SESClient } from "@aws-sdk/client-ses";

/** How SES's verification of identities stands, by identity: `Success`, `Pending` and others; nothing of those there are not. */
export type Verification = Record<string, string | undefined>;

export const domainOf = (address: string) => address.slice(address.indexOf("@") + 1);

/** Gives the identities any of which lets an account send from an address, the nearest first: itself, its domain, and those above. */
export function identitiesOf(address: string): string[] {
  const domain = domainOf(address);
  const labels = domain.split(".");
  // What is left of a domain's last label is nobody's.
  const above = labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join("."));
  return [address, domain, ...above];
}

/** Asks SES about all identities of all addresses at once. */
export async function verificationOf(ses: SESClient, addresses: string[]): Promise<Verification> {
  const Identities = [...new Set(addresses.flatMap(identitiesOf))];
  const { VerificationAttributes = {} } = await ses.send(new GetIdentityVerificationAttributesCommand({ Identities }));
  return Object.fromEntries(
    Object.entries(VerificationAttributes).map(([name, { VerificationStatus }]) => [name, VerificationStatus]),
  );
}

/** Gives the identity by which SES sends from an address; undefined: it does not. */
export const coveringOf = (address: string, verification: Verification) =>
  identitiesOf(address).find((identity) => verification[identity] === "Success");
