import { joined } from "./mac-text.ts";
import type { Site } from "./site.ts";
import type { ITEM_VERSION } from "./slot.ts";

/**
 * API clients: backends outside AWS. Each is a tenant of its own, `client:<id>`, and signs its requests (`contract/signing.ts`). The item of
 * one stands in the table Clients, which is durable. Times are epoch seconds. A secret is never stored: it is the MAC of `secretText` under
 * the client key, so that it can be derived again from id and version.
 */
export interface ApiClient {
  pk: typeof CLIENTS_PARTITION;
  /** The id, 16 hex digits. */
  sk: string;
  version: typeof ITEM_VERSION;
  /** Grows with every write but that of `lastUsedAt`, which decides nothing. */
  revision: number;
  name: string;
  /** Where the activation code goes, and notices about the client. */
  email: string;
  status: "PENDING" | "ACTIVE" | "REVOKED";
  /** What it may ask codes for; each is one of the settings' purposes or one that steps up. */
  purposes: string[];
  /** Messages in a day (UTC), over all its subjects. */
  dailySends: number;
  /** Countries (ISO 3166) that it may send SMS to, among those that the settings allow. Empty: all of those. */
  countries: string[];
  /** The sites and apps that may fill in its codes: its own, never another tenant's (S48). */
  sites: Site[];
  /** Whether each of its requests has to name the payment that the code confirms. */
  transactionRequired: boolean;
  /** Where its events are posted (`contract/webhooks.ts`); null for nowhere. */
  webhookUrl: string | null;
  createdAt: number;
  updatedAt: number;
  /** 0 until it was activated. */
  activatedAt: number;
  /** The day on which it last signed a request, as the authorizer writes it once a day; 0 until it has. */
  lastUsedAt: number;
  /** Version of the current secret; 0 until it was activated. */
  secretVersion: number;
  /** Until then older secrets sign, too, from `oldestSecretVersion` on; 0 if there is none. */
  previousValidUntil: number;
  oldestSecretVersion: number;
  /** `<key version>:<MAC>` of the activation code, and until when it counts. `NO_MAC` where none was sent, and once it was used. */
  activationMac: string;
  activationExpiresAt: number;
  /** The operator who changed it last, by their `sub`; null where whoever has the activation code did. Events say it. */
  changedBy: string | null;
}

/**
 * Whether a version of the client's secret signs now: the current one, and while a rotation overlaps those that signed before it. Those
 * may be two: when the answer of a rotation was lost, another one must not end the secret that the client still uses.
 */
export const secretSigns = (
  client: Pick<ApiClient, "status" | "secretVersion" | "previousValidUntil" | "oldestSecretVersion">,
  version: number,
  now: number,
): boolean =>
  client.status === "ACTIVE" &&
  (version === client.secretVersion ||
    (version < client.secretVersion && version >= client.oldestSecretVersion && now < client.previousValidUntil));

/** The partition of all clients: there are few, and they are listed. */
export const CLIENTS_PARTITION = "clients";
export const CLIENT_ID_PATTERN = "[0-9a-f]{16}";
/** How long an activation code counts: a day. */
export const ACTIVATION_SECONDS = 86_400;
/** Characters of an activation code, in Crockford's base32: 130 bits. */
export const ACTIVATION_CODE_LENGTH = 26;
/** The activation codes that one operator may have sent in a day (UTC). */
export const MAX_ACTIVATIONS_A_DAY = 50;
/** Characters of a client's name. */
export const MAX_CLIENT_NAME = 64;
export const MAX_DAILY_SENDS = 1_000_000;
/** More than there are (ISO 3166). */
export const MAX_COUNTRIES = 300;
export const MAX_SITES = 5;
/** Characters of the address that a client's events are posted to. */
export const MAX_WEBHOOK_URL = 512;
/** The longest that secrets of a client count side by side: a week. */
export const MAX_OVERLAP_SECONDS = 604_800;

/** The tenant of an API client. */
export const clientTenant = (id: string) => `client:${id}`;

/** The text whose HMAC under the client key (CLIENT_KEY_<key version>) is a client's secret, as 44 characters of base64. */
export const secretText = (id: string, secretVersion: number) => joined(["client-secret", id, `${secretVersion}`]);

/**
 * What the authorizer says of a client as `ctx.identity.resolverContext`: flat strings, as AppSync hands them on. Lists have commas
 * between their entries; a site is `host` or `host androidHash`.
 */
export interface ClientContext {
  clientId: string;
  purposes: string;
  dailySends: string;
  countries: string;
  sites: string;
  transactionRequired: "true" | "false";
}
