import type { ApiClient } from "../../contract/api-clients.ts";
import { NO_MAC } from "../../contract/slot.ts";
import type { Limit } from "../shared/counters.ts";
import { iso } from "../shared/slot.ts";
import type { ClientStash, ClientView } from "./context.ts";

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

/** Gives the payload of a field that changed a client. @param limits those on messages that the call counts at */
export const clientPayload = (stash: ClientStash, limits: Limit[] = []) => ({
  client: clientView(stash.client as ApiClient, stash.now),
  limits,
});
