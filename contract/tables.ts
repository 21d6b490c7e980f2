/** The table Tokens, as plain data: what is deployed and what runs on one machine both create it from this. */
export const TOKENS_TABLE = {
  partitionKey: "pk",
  sortKey: "sk",
  /** Epoch seconds; DynamoDB deletes an item some time after it. No expiry depends on that. */
  timeToLive: "ttl",
  /** Active tokens of a tenant's shard by expiry. It holds the keys alone, as the rest is read from the slots. */
  activeIndex: { name: "active", partitionKey: "activeShard", sortKey: "expiresAt" },
  /** The attributes that slots and persons have and no other item has: the stream is filtered by them. */
  slotAttribute: "codeMac",
  personAttribute: "forgottenAt",
} as const;

/**
 * The table Resets: slots and counters of those who forgot their password, apart from Tokens, so that whoever calls without any
 * credentials wears out nothing that sign-ins need.
 */
export const RESETS_TABLE = {
  partitionKey: "pk",
  sortKey: "sk",
  /** As in the table Tokens. */
  timeToLive: "ttl",
} as const;

/** The table Factors: what nobody can make anew. It is durable, and nothing in it ends by itself. */
export const FACTORS_TABLE = { partitionKey: "pk", sortKey: "sk" } as const;

/** The table Clients: API clients. It is durable, and nothing in it ends by itself. */
export const CLIENTS_TABLE = { partitionKey: "pk", sortKey: "sk" } as const;
