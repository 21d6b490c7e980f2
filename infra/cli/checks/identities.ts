import { GetIdentityVerificationAttributesCommand, type SESClient } from "@aws-sdk/client-ses";

/** Verification status by identity: `Success`, `Pending` and others; undefined for an identity that SES does not have. */
export type Verification = Record<string, string | undefined>;

const domainOf = (address: string) => address.slice(address.indexOf("@") + 1);

/** @returns the domain of an address, and those above it */
export function domainsOf(address: string): string[] {
  const labels = domainOf(address).split(".");
  // A top-level domain alone belongs to nobody.
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
}

/** @returns the identities any of which lets an account send from an address, nearest first: itself, its domain, domains above */
export const identitiesOf = (address: string): string[] => [address, ...domainsOf(address)];

/** Asks SES about all identities of all addresses at once. */
export async function readVerification(ses: SESClient, addresses: string[]): Promise<Verification> {
  const Identities = [...new Set(addresses.flatMap(identitiesOf))];
  const { VerificationAttributes = {} } = await ses.send(new GetIdentityVerificationAttributesCommand({ Identities }));
  return Object.fromEntries(
    Object.entries(VerificationAttributes).map(([name, { VerificationStatus }]) => [name, VerificationStatus]),
  );
}

/** @returns the identity that lets SES send from an address; undefined if SES does not send from it */
export const coveringIdentity = (address: string, verification: Verification) =>
  identitiesOf(address).find((identity) => verification[identity] === "Success");
