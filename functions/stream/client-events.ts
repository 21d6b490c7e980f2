import { isDeepStrictEqual } from "node:util";
import { type ApiClient, clientTenant } from "../../contract/api-clients.ts";
import type { DetailBeside } from "../../contract/events.ts";
import { NO_MAC } from "../../contract/slot.ts";
import type { Happening } from "./happening.ts";
import { isoTime } from "./iso-time.ts";
import type { Change } from "./record.ts";

/** Fields that change with others, or that decide nothing. */
const NOT_TOLD = ["revision", "updatedAt", "lastUsedAt", "changedBy", "activationMac", "activationExpiresAt"];

/** Gives what a write did to an API client. That it signed a request on another day, or was revoked again, is nothing. */
export function clientEvents({ before: read, after: written }: Change): Happening[] {
  const before = read as ApiClient | undefined;
  const after = written as unknown as ApiClient;
  const told = changeOf(before, after);
  if (told === null) return [];
  const { sk: clientId, name, status, revision, changedBy = null } = after;
  return [
    {
      detail: { clientId, name, status, ...told },
      tenant: clientTenant(clientId),
      subject: null,
      operator: changedBy,
      key: JSON.stringify(["client", clientId, revision]),
    },
  ];
}

/** What is told beside what every event about a client says. */
type Told = DetailBeside<"clientId" | "name" | "status">;

function changeOf(before: ApiClient | undefined, after: ApiClient): Told | null {
  if (!before) return { type: "client.created" };
  if (before.status !== after.status)
    return { type: after.status === "ACTIVE" ? "client.activated" : "client.revoked" };
  const { previousValidUntil } = after;
  if (after.secretVersion > before.secretVersion)
    return {
      type: "client.secret_rotated",
      previousValidUntil: previousValidUntil ? isoTime(previousValidUntil) : null,
    };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof ApiClient)[];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const told = changed.filter((name) => !NOT_TOLD.includes(name)).toSorted();
  return told.length > 0 ? { type: "client.updated", changed: told } : activationIn(changed, after);
}

/** An address that is written again as it was makes an activation code void, too. */
function activationIn(changed: (keyof ApiClient)[], after: ApiClient): Told | null {
  if (changed.includes("activationMac") && after.activationMac !== NO_MAC) return { type: "client.activation_sent" };
  if (changed.includes("activationExpiresAt")) return { type: "client.activation_requested" };
  return changed.includes("activationMac") ? { type: "client.updated", changed: ["email"] } : null;
}
