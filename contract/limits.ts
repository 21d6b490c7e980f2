/** What one request to the API may ask for (S23): on AWS as on one machine, so that nothing works on one of them alone. */
export const LIMITS = {
  /** Levels of nested fields. */
  queryDepth: 6,
  /** Resolvers that it may run. */
  resolverCount: 50,
  /** Bytes of its body. */
  bodyBytes: 8 * 1024,
} as const;
