import type { AuditEvent } from "../../contract/events.ts";
import { eventUri, SET_TYPE } from "../../contract/webhooks.ts";
import { variable } from "../environment.ts";
import { sign } from "../kms.ts";

/**
 * Makes the Security Event Token of an event (RFC 8417, 2.2), signed by the key of proofs. It is the same each time it is made: its `iat`
 * is the event's time, and its `jti` the event's id. Without `exp`, `sub` and `purpose` it can pass for no proof, whoever forgets to look
 * at `typ` (RFC 8417, 4).
 *
 * @throws Error with the name of KMS's error
 */
export async function makeSet(event: AuditEvent, signal: AbortSignal): Promise<string> {
  const header = { alg: "RS256", typ: SET_TYPE, kid: variable("PROOF_KEY_VERSION") };
  const claims = {
    iss: `${variable("PROOF_ISSUER")}/${event.tenant}`,
    aud: event.tenant,
    iat: Date.parse(event.time) / 1000,
    jti: event.id,
    events: { [eventUri(event.type)]: event },
  };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const signature = await sign(variable("PROOF_KEY"), text, signal);
  return `${text}.${Buffer.from(signature, "base64").toString("base64url")}`;
}
