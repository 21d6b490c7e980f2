import { secretSigns } from "../../contract/api-clients.ts";
import { MAX_SKEW_SECONDS } from "../../contract/signing.ts";
import { noteUse, readClient } from "./client.ts";
import { DENIED_FIELDS } from "./denied-fields.ts";
import type { AuthorizerAnswer, AuthorizerEvent } from "./event.ts";
import { useNonce } from "./nonce.ts";
import { secretOf } from "./secret.ts";
import { isSigned } from "./signature.ts";
import { readToken } from "./token.ts";

const DAY = 24 * 60 * 60;
/** The milliseconds before Lambda's own time limit that are reserved for the answer. */
const RESERVE = 500;

/**
 * Judges a signed request: its form, its clock, its client and signature, and last its nonce, so that nobody but the client uses nonces up.
 * AppSync answers every refusal alike (401), and says nothing of why; the function's log does.
 *
 * @param context Lambda's
 * @throws Error of KMS or DynamoDB; AppSync lets nobody in then
 */
export async function handler(
  event: AuthorizerEvent,
  context: { getRemainingTimeInMillis(): number },
): Promise<AuthorizerAnswer> {
  const token = readToken(event.authorizationToken);
  if (!token) return refuse("FORM");
  const { clientId, timestamp } = token;
  const now = Math.floor(Date.now() / 1000);
  const secondsAhead = Number(timestamp) - now;
  if (Math.abs(secondsAhead) > MAX_SKEW_SECONDS) return refuse("CLOCK", { clientId, secondsAhead });
  const version = Number(token.secretVersion);
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE));
  const [client, secret] = await Promise.all([readClient(clientId, signal), secretOf(clientId, version, signal)]);
  // The signature is computed whether there is a client or not, and both are refused alike: nobody finds out who is a client.
  const right = isSigned(token, event, secret);
  if (!client || !secretSigns(client, version, now)) return refuse("CLIENT", { clientId, version });
  if (!right) return refuse("SIGNATURE", { clientId, version });
  if (!(await useNonce(token, event.requestContext.requestId, now, signal))) return refuse("NONCE", { clientId });
  const day = now - (now % DAY);
  if (client.lastUsedAt < day) await noteUse(clientId, day, signal).catch(notNoted);
  return { isAuthorized: true, ttlOverride: 0, resolverContext: client.context, deniedFields: DENIED_FIELDS };
}

/** Says why in the log, in one line without the signature. */
function refuse(reason: string, details: object = {}): AuthorizerAnswer {
  console.log(JSON.stringify({ refused: reason, ...details }));
  return { isAuthorized: false, ttlOverride: 0 };
}

/** The next request tries again; another one may just have noted it. */
const notNoted = ({ name }: Error) => console.error(`the day of the client's last use was not noted: ${name}`);
