import type { After } from "../timers.ts";
import type { Connection, Peer } from "./connection.ts";
import type { RealtimeError, ServerMessage } from "./messages.ts";

/** How long a client that was not let in may take to say something. */
const PATIENCE_MILLISECONDS = 1_000;

/**
 * Tells a client why it is not let in, and closes. Clients listen for the answer to their first message, and may miss one that
 * comes before it; those that send none hear it after a second.
 */
export function refuseConnection(peer: Peer, error: RealtimeError, after: After): Connection {
  let told = false;
  const tell = () => {
    if (told) return;
    told = true;
    peer.send(JSON.stringify({ payload: { errors: [error] }, type: "connection_error" } satisfies ServerMessage));
    peer.close();
  };
  const cancel = after(PATIENCE_MILLISECONDS, tell);
  return {
    receive() {
      cancel();
      tell();
    },
    closed: cancel,
  };
}
