import { secretText } from "../../contract/api-clients.ts";
import { KEY_VERSION } from "../../contract/mac-text.ts";
import { variable } from "../environment.ts";
import { generateMac } from "../kms.ts";

/** Secrets that were derived lately, in memory alone, with when they are derived anew. The one that was used last stands last. */
const derived = new Map<string, { secret: string; until: number }>();

/** A key that is disabled ends every client within this time; a client that is revoked ends at once, because its item is read each time. */
const KEPT_MILLISECONDS = 5 * 60 * 1_000;
/** More than a thousand clients would take turns. Without a bound, made-up ids could fill the memory. */
const MOST_SECRETS = 1_000;

/**
 * Derives the secret of a client's version by KMS, or remembers it. It asks for unknown clients, too: whether a client exists shows
 * neither in what is called nor in how long it takes.
 *
 * @returns 44 characters of base64
 * @throws Error with the name of KMS's error
 */
export async function secretOf(clientId: string, version: number, signal: AbortSignal): Promise<string> {
  const text = secretText(clientId, version);
  const now = Date.now();
  const known = derived.get(text);
  const { secret, until } =
    known && now < known.until
      ? known
      : {
          secret: await generateMac(variable(`CLIENT_KEY_${KEY_VERSION}`), text, signal),
          until: now + KEPT_MILLISECONDS,
        };
  derived.delete(text);
  derived.set(text, { secret, until });
  for (const oldest of derived.keys()) {
    if (derived.size <= MOST_SECRETS) break;
    derived.delete(oldest);
  }
  return secret;
}
