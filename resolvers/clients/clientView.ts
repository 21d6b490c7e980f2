import type { ApiClient } from "../../contract/api-clients.ts";
import { NO_MAC } from "../../contract/slot.ts";
import { iso } from "../shared/slot.ts";
import type { ClientView } from "./context.ts";

const isoOrNull = (seconds: number) => (seconds === 0 ? null : iso(seconds));
/** The calendar day (UTC) of a time. */
const dayOrNull = (seconds: number) => (seconds === 0 ? null : iso(seconds).slice(0, 10));

/** Gives a client as operators see it: never a secret, nothing of an activation code. */
export function clientView(client: ApiClient, now: number): ClientView {
  const { name, email, status, purposes, dailySends, countries, sites, transactionRequired, webhookUrl } = client;
  const { activationMac, activationExpiresAt, previousValidUntil } = client;
  const awaited = activationMac !== NO_MAC && activationExpiresAt > now;
  return {
    id: client.sk,
    name,
    email,
    status,
    purposes,
    dailySends,
    countries,
    sites,
    transactionRequired,
    webhookUrl: webhookUrl ?? null,
    createdAt: iso(client.createdAt),
    activatedAt: isoOrNull(client.activatedAt),
    activationExpiresAt: awaited ? iso(activationExpiresAt) : null,
    previousValidUntil: previousValidUntil > now ? iso(previousValidUntil) : null,
    lastUsedOn: dayOrNull(client.lastUsedAt),
  };
}

/** Gives the payload of a field that changed a client. */
export const clientPayload = (client: ApiClient | undefined, now: number) => ({
  client: clientView(client as ApiClient, now),
});
