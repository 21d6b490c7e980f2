import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { answerCpuTime } from "./cpu-time.ts";

/** A bare WebSocket server, with which subscriptions are compared: it writes each change out for each client, and sends it. */
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { variables } = JSON.parse(Buffer.concat(chunks).toString());
  for (const client of sockets.clients)
    client.send(JSON.stringify({ id: "s", type: "data", payload: { data: { changed: variables } } }));
  response.end("{}");
});
const sockets = new WebSocketServer({ server });
sockets.on("connection", (socket) => socket.on("message", () => socket.send('{"id":"s","type":"start_ack"}')));
server.listen(0, "127.0.0.1", () => answerCpuTime((server.address() as AddressInfo).port));
