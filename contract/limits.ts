/** What one request to the API may ask for (S23), on AWS as on one machine: nothing works on only one of them. */
export const LIMITS = {
  /** Levels of nested fields. */
  queryDepth: 6,
  /**
   * Resolvers that the request may run: as many as the dearest honest one needs. That is one `verifyOtp` with its nested `data`,
   * `deviceToken`, `stepUpToken` and `proof`. A client sends one mutation in an operation, or one page of each list. What runs up to here has
   * its cost even where the rest is refused, so every resolver more is one more that an attacker may repeat (S43, docs/send-limits.md).
   */
  resolverCount: 5,
  /**
   * Fields that may be selected of one resolver's answer, three times as many as there are. Fragments and aliases would otherwise make
   * a megabyte of answer out of a body's 8 KB, and AWS is paid for what it transfers.
   */
  selectedFields: 64,
  /** Bytes of the request body. */
  bodyBytes: 8 * 1024,
  /** Of one with the API key, whose longest honest one is half of this. Only the web ACL counts them. */
  publicBodyBytes: 4 * 1024,
} as const;
