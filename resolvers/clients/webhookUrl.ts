import { util } from "@aws-appsync/utils";
import { MAX_WEBHOOK_URL } from "../../contract/api-clients.ts";
import { invalidInput } from "../shared/errors.ts";

/** A label of a host name, after its first character (RFC 1123, 2.1). */
const REST_OF_LABEL = "([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
/** A host name with a dot. Its last label begins with a letter: that of an IPv4 address, however it is written, begins with a digit. */
const NAME = `([A-Za-z0-9]${REST_OF_LABEL}\\.)+[A-Za-z]${REST_OF_LABEL}`;
/** 1 to 65535. */
const PORT = "[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]";
/** Path and query, in the characters of RFC 3986. */
const PATH = "[/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*";
const HTTPS_URL = `^https://${NAME}(:(${PORT}))?(${PATH})?\\z`;
const LOOPBACK_URL = `^http://(localhost|127\\.0\\.0\\.1)(:(${PORT}))?(${PATH})?\\z`;

/**
 * Checks where a client's events are to go: an https URL with a host name, without user information or fragment. No address can be
 * named: what a name leads to is checked when an event is delivered.
 *
 * @param env `WEBHOOK_LOOPBACK` "true" lets http lead to this machine, too
 * @returns null for an empty text, which stands for nowhere
 */
export function checkedWebhookUrl(url: string, env: Record<string, string>): string | null {
  if (url === "") return null;
  const isLocal = env.WEBHOOK_LOOPBACK === "true";
  const allowed =
    url.length <= MAX_WEBHOOK_URL && (util.matches(HTTPS_URL, url) || (isLocal && util.matches(LOOPBACK_URL, url)));
  if (!allowed) {
    const also = isLocal ? ", or on this machine http://localhost:<port> or http://127.0.0.1:<port>" : "";
    invalidInput(
      "webhookUrl",
      "MALFORMED",
      `an https URL with a host name, not an IP address, of at most ${MAX_WEBHOOK_URL} characters, such as https://shop.example.com/events${also}`,
    );
  }
  return url;
}
