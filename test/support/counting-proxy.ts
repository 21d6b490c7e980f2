import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy that notes which operations pass, and refuses some. */
export async function openCounter(target: string) {
  const calls: string[] = [];
  const refused = new Set<string>();
  const { hostname, port } = new URL(target);
  const server = createServer(async (incoming: IncomingMessage, outgoing) => {
    const { method, url, headers } = incoming;
    const operation = String(headers["x-amz-target"]).split(".").at(-1) as string;
    calls.push(operation);
    if (refused.has(operation)) return outgoing.writeHead(400).end('{"__type":"AccessDeniedException"}');
    const sending = request({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode as number, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(sending);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    calls,
    refused,
    close: () => new Promise((closed) => server.close(closed)).finally(() => server.closeAllConnections()),
  };
}
