import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";

/**
 * The keys at a URL. They are fetched when they are first needed, and again (at most every 30 s) for an unknown key id.
 *
 * @param owner whose keys they are, for messages
 * @throws Error when the address is not a URL
 */
export function publishedKeys(uri: string, owner: string): JWTVerifyGetKey {
  if (!URL.canParse(uri)) {
    throw new Error(`the address of ${owner}'s keys has to be a URL, and ${JSON.stringify(uri)} is not one`);
  }
  const fetched = createRemoteJWKSet(new URL(uri));
  return async (header, token) => {
    try {
      return await fetched(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      const { message, cause } = error as Error;
      const why = cause instanceof Error && cause.message !== "" ? `${message}: ${cause.message}` : message;
      throw new Error(`${owner}'s keys could not be read at ${uri} (${why})`);
    }
  };
}
