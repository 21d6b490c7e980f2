import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Takes over the connection of a request that asks for a WebSocket. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Keeps requests that ask for another protocol in their turn. */
export interface Upgrades {
  /** Has to be told of each answer that is due. */
  answering(request: IncomingMessage, response: ServerResponse): void;
  /** Ends the connections of requests that wait for their turn. */
  close(): void;
}

/**
 * Hands requests for a WebSocket to their handler, and serves those for another protocol as if they had not asked. Node tells of both while
 * answers to earlier requests of the connection may still be due: those go out first.
 *
 * @param connects the event by which the server takes a connection: `connection`, or `secureConnection` with TLS
 */
export function handleUpgrades(server: Server, upgrade: UpgradeHandler, connects: string): Upgrades {
  const due = new WeakMap<Duplex, Promise<void>>();
  const waiting = new Set<Duplex>();

  async function earlierAnswers(socket: Duplex): Promise<void> {
    // Node has stopped listening for errors, and a socket that nobody listens to would end the process. A broken one is destroyed.
    const broken = () => {};
    socket.on("error", broken);
    waiting.add(socket);
    await due.get(socket);
    waiting.delete(socket);
    socket.off("error", broken);
  }

  server.on("upgrade", async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    await earlierAnswers(socket);
    if (socket.destroyed) return;
    if (request.headers.upgrade?.toLowerCase() === "websocket") return upgrade(request, socket, head);
    socket.unshift(Buffer.concat([Buffer.from(withoutUpgrade(request), "latin1"), head]));
    server.emit(connects, socket);
  });
  return {
    answering({ socket }, response) {
      // Answers leave in the order of their requests, so the last one is the one to wait for.
      due.set(socket, new Promise((resolve) => response.once("close", resolve)));
    },
    close() {
      for (const socket of waiting) socket.destroy();
    },
  };
}

/**
 * Gives the head of a request again, as if it had not asked for another protocol, which a server may ignore (RFC 9110, section 7.8). Node stops
 * reading a request that asks, and Java's HTTP client asks for `h2c` with its first one.
 */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== "upgrade") lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}
