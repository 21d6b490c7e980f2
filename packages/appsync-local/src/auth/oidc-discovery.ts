import type { JWTVerifyGetKey } from "jose";
import { publishedKeys } from "./published-keys.ts";

/** What a provider says about itself: the `iss` of its tokens, and the keys that they are signed with. */
export interface Provider {
  issuer: string;
  keys: JWTVerifyGetKey;
}

const PATIENCE_MILLISECONDS = 5_000;

/**
 * Makes the reader of a provider's discovery document (OpenID Connect Discovery 1.0, section 4). It is read when the first token needs it, and
 * again after a failure. The issuer may end in a slash here or there: AppSync's own page on Auth0 leaves it out.
 *
 * @throws Error when the issuer is not an http or https URL
 */
export function discover(issuer: string): () => Promise<Provider> {
  if (!/^https?:$/.test(URL.parse(issuer)?.protocol ?? "")) {
    throw new Error(`the issuer of the mode OPENID_CONNECT has to be a URL, and ${JSON.stringify(issuer)} is not one`);
  }
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  let known: Promise<Provider> | undefined;
  return () => {
    known ??= read(url, issuer).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

async function read(url: string, configured: string): Promise<Provider> {
  const failed = (why: string) => new Error(`the provider's discovery document at ${url} ${why}`);
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) }).catch((error: Error) => {
    throw failed(`could not be read (${error.cause instanceof Error ? error.cause.message : error.message})`);
  });
  if (!answer.ok) throw failed(`was answered ${answer.status}`);
  const { issuer, jwks_uri: jwksUri } = await answer.json().catch(() => {
    throw failed("is not JSON");
  });
  if (typeof issuer !== "string" || issuer.replace(/\/$/, "") !== configured.replace(/\/$/, "")) {
    throw failed(`is of the issuer ${JSON.stringify(issuer)}`);
  }
  if (typeof jwksUri !== "string") throw failed("has no jwks_uri");
  return { issuer, keys: publishedKeys(jwksUri, "the provider") };
}
