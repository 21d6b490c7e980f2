import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { receivedRequest } from "../http-server.ts";
import type { UpgradeHandler } from "../upgrades.ts";
import type { Peer } from "./connection.ts";
import { SUBPROTOCOL } from "./messages.ts";
import type { Realtime } from "./realtime.ts";

interface WebSocketOptions {
  /** A client that sends a longer message is cut off. */
  maxMessageBytes: number;
  onLog?: ((line: string) => void) | undefined;
}

const NO_BODY = Buffer.alloc(0);

/**
 * Serves the WebSockets of subscribers. Pages of every origin may connect, as to AppSync: a browser adds nothing to a handshake by
 * which a foreign page could pass for its user.
 *
 * @param path where they connect; what asks for an upgrade elsewhere is answered 404
 */
export function serveWebSockets(
  realtime: Pick<Realtime, "connect">,
  path: string,
  { maxMessageBytes, onLog = console.error }: WebSocketOptions,
): { upgrade: UpgradeHandler; cutOff(): void; close(): void } {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    handleProtocols: (protocols) => protocols.has(SUBPROTOCOL) && SUBPROTOCOL,
  });
  let closed = false;

  async function open(...[request, socket, head]: Parameters<UpgradeHandler>): Promise<void> {
    if (request.url?.split("?", 1)[0] !== path) return refuse(socket, "404 Not Found");
    const attach = await realtime.connect(receivedRequest(request, NO_BODY));
    if (closed || socket.destroyed) return void socket.destroy();
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = attach(peerOf(webSocket));
      webSocket.on("message", (data) => connection.receive(data.toString()));
      webSocket.on("close", () => connection.closed());
      // What broke the protocol or the limit; a close follows.
      webSocket.on("error", () => {});
    });
  }

  const cutOff = () => {
    for (const client of server.clients) client.terminate();
  };

  return {
    cutOff,
    upgrade(request, socket, head) {
      // A connection that breaks is nobody's fault; a close follows.
      socket.on("error", () => {});
      open(request, socket, head).catch((error: unknown) => {
        onLog(error instanceof Error && error.stack ? error.stack : `${error}`);
        refuse(socket, "500 Internal Server Error");
      });
    },
    close() {
      closed = true;
      cutOff();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function peerOf(webSocket: WebSocket): Peer {
  return {
    send: (text) => webSocket.send(text),
    get bufferedAmount() {
      return webSocket.bufferedAmount;
    },
    close: () => webSocket.close(1000),
    terminate: () => webSocket.terminate(),
  };
}
