import type { Context } from "@aws-appsync/utils";
import type { ClientContext } from "../../contract/api-clients.ts";
import type { Site } from "../../contract/site.ts";
import type { Transaction } from "../../contract/transaction.ts";
import type { TenantLimits } from "../settings.ts";
import type { Caller } from "../shared/caller.ts";
import { invalidInput } from "../shared/errors.ts";
import { tenants } from "../shared/settings.ts";
import { isGiven } from "../shared/validation.ts";

/** Gives what the caller's tenant may do: an API client brings it along, the settings have it of the others. */
export function tenantLimits(ctx: Pick<Context, "identity">, { tenant }: Caller): TenantLimits {
  const client = (ctx.identity as { resolverContext?: ClientContext } | null)?.resolverContext;
  if (client) {
    return {
      // None were a client that may do nothing, which is what this says: no purpose has an empty name.
      purposes: client.purposes.split(","),
      dailySends: JSON.parse(client.dailySends),
      countries: client.countries === "" ? null : client.countries.split(","),
      sites: client.sites === "" ? [] : client.sites.split(",").map((site) => siteIn(site)),
      transactionRequired: client.transactionRequired === "true",
    };
  }
  return (Object.hasOwn(tenants, tenant) ? tenants[tenant] : UNLIMITED) as TenantLimits;
}

/** What a tenant may do of which nothing is said. */
const UNLIMITED: TenantLimits = {
  purposes: null,
  dailySends: null,
  countries: null,
  sites: [],
  transactionRequired: false,
};

/** Reads `host` or `host androidHash`. */
function siteIn(text: string): Partial<Site> {
  const [host, androidHash] = text.split(" ");
  return androidHash === undefined ? { host } : { host, androidHash };
}

/** Ends the field for a purpose that the tenant may not ask codes for, and for a payment that is missing. */
export function checkLimits(
  { purposes, transactionRequired }: TenantLimits,
  { purpose, transaction }: { purpose: string; transaction: Transaction | null | undefined },
): void {
  if (purposes !== null && purposes.indexOf(purpose) < 0) {
    invalidInput("purpose", "NOT_FOR_THIS_TENANT", `one of ${purposes.join(", ")}`);
  }
  if (transactionRequired && !transaction) {
    invalidInput("transaction", "REQUIRED", "this tenant has to name the payment");
  }
}

/** Gives the site that may fill in the code: the one that the request names, or the tenant's first. Null when the tenant has none. */
export function siteOf({ sites }: TenantLimits, named: string | null | undefined): Partial<Site> | null {
  if (!isGiven(named)) return sites[0] ?? null;
  const site = sites.find(({ host }) => host === named);
  if (!site) invalidInput("site", "UNKNOWN", "the host of one of the tenant's sites");
  return site as Partial<Site>;
}
