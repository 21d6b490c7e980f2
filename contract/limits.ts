/** What one request to the API may ask for (S23), on AWS as on one machine: nothing works on only one of them. */
export const LIMITS = {
  /** Levels of nested fields. */
  queryDepth: 6,
  /** Resolvers that the request may run. */
  resolverCount: 50,
  /** Bytes of the request body. */
  bodyBytes: 8 * 1024,
} as const;
