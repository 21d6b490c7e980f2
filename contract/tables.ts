/** The table Tokens, as plain data: what is deployed and what runs on one machine both make it so. */
export const TOKENS_TABLE = {
  partitionKey: "pk",
  sortKey: "sk",
  /** Epoch seconds; DynamoDB deletes what is past it. Expiry never hangs on that. */
  timeToLive: "ttl",
  /** Active tokens of a tenant's shard by expiry; only the keys, as the rest is read from the slots. */
  activeIndex: { name: "active", partitionKey: "gpk", sortKey: "expAt" },
} as const;
